import { sql } from 'kysely';
import { type Db, epochMs, packedRows, prepare, rowsOfPacked } from '#db';
import { type User, userOfRow } from './user.ts';

export interface UserListing {
  readonly teamId: string;
  /** A part of the client user id, in any case. */
  readonly search?: string | null | undefined;
  /** The id after which the page begins; the oldest user when absent. */
  readonly afterId?: string | null | undefined;
  readonly limit: number;
}

/** A team's living users, oldest first. */
export async function listUsers(db: Db, listing: UserListing): Promise<User[]> {
  const { teamId, search, afterId, limit } = listing;
  if (typeof search !== 'string' && typeof afterId !== 'string') {
    const [row] = await selectFirst(db, [teamId, limit]);
    return usersOfPacked(row?.packed ?? null);
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
    .execute();
  return rows.map(userOfRow);
}

type PackedUser = readonly [
  id: string,
  teamId: string,
  clientUserId: string,
  timeZone: string | null,
  birthDate: string | null,
  createdAtMs: number,
  updatedAtMs: number,
];

const columns = [
  'id',
  'team_id',
  'client_user_id',
  'time_zone',
  'birth_date',
  epochMs('created_at'),
  epochMs('updated_at'),
];

const firstUsers =
  'select * from users where team_id = $1 and deleted_at is null order by id limit $2';

const selectFirst = prepare<{ packed: string | null }>(
  `select (${packedRows(columns, firstUsers)}) as packed`,
);

/** Lists a team's first living users together with what is read beside them. */
export type ListUsersWith = (
  db: Db,
  teamId: string,
  limit: number,
  parameters: readonly unknown[],
) => Promise<{ readonly users: readonly User[]; readonly beside: readonly (string | null)[] }>;

/** In what is read beside them: their ids, in the order of the list. */
export const listedUserIds = 'array(select id from listed order by id)';

/**
 * `beside` are statements of one text each. The team's id is their $1; their own parameters begin
 * with $3.
 */
export function prepareListUsersWith(beside: readonly string[]): ListUsersWith {
  const select = prepare<{ packed: string | null; [beside: string]: string | null }>(`
    with listed as materialized (${firstUsers})
    select (${packedRows(columns, 'select * from listed order by id')}) as packed,
      ${beside.map((each, place) => `(${each}) as beside_${place}`).join(', ')}`);
  return async (db, teamId, limit, parameters) => {
    const [row] = await select(db, [teamId, limit, ...parameters]);
    const texts = beside.map((_, place) => row?.[`beside_${place}`] ?? null);
    return { users: usersOfPacked(row?.packed ?? null), beside: texts };
  };
}

function usersOfPacked(packed: string | null): User[] {
  return rowsOfPacked<PackedUser>(packed).map(userOfPacked);
}

function userOfPacked(packed: PackedUser): User {
  const [id, teamId, clientUserId, timeZone, birthDate, createdAtMs, updatedAtMs] = packed;
  const createdAt = new Date(createdAtMs);
  const updatedAt = new Date(updatedAtMs);
  return { id, teamId, clientUserId, timeZone, birthDate, createdAt, updatedAt };
}
