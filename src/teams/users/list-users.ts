import { sql } from 'kysely';
import {
  type Db,
  givenColumn,
  instantColumn,
  jsonColumn,
  type PackedPage,
  type PackedRows,
  packedRows,
  preparePacked,
  type SqlText,
  wordColumn,
} from '#db';
import { type User, userOfRow } from './user.ts';

export interface UserListing {
  readonly teamId: string;
  /** A part of the client user id, in any case. */
  readonly search?: string | null | undefined;
  /** The id after which the page begins; the oldest user when absent. */
  readonly afterId?: string | null | undefined;
  /** How many of them are passed over; none unless told. */
  readonly offset?: number;
  readonly limit: number;
}

/** A team's users that are not deleted, oldest first. */
export async function listUsers(db: Db, listing: UserListing): Promise<User[]> {
  const { teamId, search, afterId, limit, offset = 0 } = listing;
  if (typeof search !== 'string' && typeof afterId !== 'string' && offset === 0) {
    return wholeRows.rows(await readFirst(db, [teamId, limit]), { teamId });
  }
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .$if(typeof search === 'string', (query) =>
      query.where(sql<boolean>`strpos(lower(client_user_id), lower(${search})) > 0`),
    )
    .$if(typeof afterId === 'string', (query) => query.where('id', '>', afterId ?? ''))
    .orderBy('id')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(userOfRow);
}

const briefColumns = {
  id: wordColumn('id'),
  teamId: givenColumn<string>(),
  clientUserId: jsonColumn<string>('client_user_id'),
  timeZone: jsonColumn<string | null>('time_zone'),
};

const wholeRows = packedRows<User>({
  ...briefColumns,
  birthDate: jsonColumn('birth_date'),
  createdAt: instantColumn('created_at'),
  updatedAt: instantColumn('updated_at'),
});

const firstUsers =
  'select * from users where team_id = $1 and deleted_at is null order by id limit $2';

const readFirst = preparePacked(firstUsers, wholeRows);

/** Of a user, what an overview shows; and what all that belongs to the user is found by. */
export type BriefUser = Pick<User, keyof typeof briefColumns>;
const briefRows = packedRows<BriefUser>(briefColumns);

/** What is read beside each user of a list. */
export interface BesideUser<Row> {
  /**
   * A subquery whose rows are of the user `listed`. The team's id is its $1, its own parameters
   * begin with $3, and none of its columns is named as one of the user's.
   */
  readonly query: SqlText;
  readonly packed: PackedRows<Row>;
  /** The column in whose order several rows of one user come. */
  readonly orderBy: string;
  /** Whether this is a row of the query, or stands for there being none. */
  readonly isRow: (row: Row) => boolean;
}

export interface UsersWith<One, Other> {
  /** Oldest first; the same user comes again for each further row that is beside it. */
  readonly users: readonly BriefUser[];
  /** What is beside the user at the same place. */
  readonly one: readonly (One | null)[];
  readonly other: readonly (Other | null)[];
}

/** Lists a team's first living users, at most `limit`, together with what is read beside them. */
export function prepareListUsersWith<One, Other>(
  one: BesideUser<One>,
  other: BesideUser<Other>,
): (
  db: Db,
  parameters: readonly [teamId: string, limit: number, ...of: unknown[]],
) => Promise<UsersWith<One, Other>> {
  const query = `
    select * from (${firstUsers}) as listed
    left join lateral (${one.query}) as one on true
    left join lateral (${other.query}) as other on true
    order by listed.id, ${one.orderBy}, ${other.orderBy}`;
  const read = preparePacked(query, briefRows, one.packed, other.packed);
  return async (db, parameters) => {
    const page = await read(db, parameters);
    return {
      users: briefRows.views(page, { teamId: parameters[0] }),
      one: rowsOf(page, one),
      other: rowsOf(page, other),
    };
  };
}

function rowsOf<Row>(page: PackedPage, { packed, isRow }: BesideUser<Row>): (Row | null)[] {
  return packed.views(page).map((row) => (isRow(row) ? row : null));
}
