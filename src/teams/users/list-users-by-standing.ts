import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#db';
import { type User, type UserRow, userOfRow } from './user.ts';

/** In which order users come; of those who have no reading, the newest last and the oldest first. */
export type UserOrder = 'oldest-user' | 'newest-reading' | 'oldest-reading';

export interface UserSelection {
  readonly teamId: string;
  /** A part of the client user id, in any case. */
  readonly search?: string | null | undefined;
  /** Only those with a connection in one of the states that `standing` asks for. */
  readonly isInStates: boolean;
  /** Only those all of whose connections lack readings. */
  readonly lacksReadings: boolean;
  /**
   * A subquery with a row for each connected user: `user_id`, `newest_at`, `is_in_states` and
   * `lacks_readings`.
   */
  readonly standing: RawBuilder<unknown>;
}

export interface StandingListing extends UserSelection {
  readonly order: UserOrder;
  /** The place after which the page begins. */
  readonly after: UserPlace | null;
  readonly limit: number;
}

/** Where a user stands in the list. */
export interface UserPlace {
  readonly id: string;
  /** Epoch milliseconds; null where there is no reading. */
  readonly newestAtMs: number | null;
}

export interface PlacedUser {
  readonly user: User;
  readonly place: UserPlace;
}

/** A team's living users, in one statement with what they are sorted and chosen by. */
export async function listUsersByStanding(db: Db, listing: StandingListing): Promise<PlacedUser[]> {
  const { order, after, limit } = listing;
  const sortKey = sortKeys[order];
  const conditions = [...conditionsOf(listing), ...(after ? [isAfter(order, after)] : [])];
  const { rows } = await sql<UserRow & { newest_at_ms: number | null }>`
    select u.*, floor(extract(epoch from s.newest_at) * 1000)::float8 as newest_at_ms
    from users u left join (${listing.standing}) s on s.user_id = u.id
    where ${sql.join(conditions, sql` and `)}
    order by ${sortKey}, u.id
    limit ${limit}`.execute(db);
  return rows.map((row) => ({
    user: userOfRow(row),
    place: { id: row.id, newestAtMs: row.newest_at_ms },
  }));
}

export async function countUsersByStanding(db: Db, selection: UserSelection): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
    from users u left join (${selection.standing}) s on s.user_id = u.id
    where ${sql.join(conditionsOf(selection), sql` and `)}`.execute(db);
  return rows[0]?.count ?? 0;
}

function conditionsOf({ teamId, search, isInStates, lacksReadings }: UserSelection) {
  return [
    sql`u.team_id = ${teamId} and u.deleted_at is null`,
    ...(typeof search === 'string'
      ? [sql`strpos(lower(u.client_user_id), lower(${search})) > 0`]
      : []),
    ...(isInStates ? [sql`s.is_in_states`] : []),
    ...(lacksReadings ? [sql`s.lacks_readings`] : []),
  ];
}

/** In milliseconds, as a cursor tells it; who has no reading has one of long ago. */
const newestAtMs = sql`coalesce(floor(extract(epoch from s.newest_at) * 1000), -1)`;

const sortKeys: Readonly<Record<UserOrder, RawBuilder<unknown>>> = {
  'oldest-user': sql`1`,
  'newest-reading': sql`${newestAtMs} desc`,
  'oldest-reading': sql`${newestAtMs}`,
};

function isAfter(order: UserOrder, { id, newestAtMs: atMs }: UserPlace): RawBuilder<unknown> {
  const key = atMs ?? -1;
  switch (order) {
    case 'oldest-user':
      return sql`u.id > ${id}`;
    case 'newest-reading':
      return sql`(-${newestAtMs}, u.id) > (-${key}::float8, ${id}::uuid)`;
    case 'oldest-reading':
      return sql`(${newestAtMs}, u.id) > (${key}::float8, ${id}::uuid)`;
  }
}
