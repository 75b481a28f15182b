import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { assert } from '#std/assert';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry, lockTeam } from '#teams/audit';
import { findUser } from './find-user.ts';
import { type User, userOfRow } from './user.ts';
import { freelyAddedMax, hasRoom, isRoom } from './user-room.ts';

export interface NewUser {
  readonly teamId: string;
  readonly clientUserId: string;
  readonly timeZone?: string | null;
  readonly birthDate?: string | null;
  /** How many the team may have; as many as it likes unless told. */
  readonly usersMax?: number;
}

export type UserCreation =
  | { readonly kind: 'created'; readonly user: User }
  | { readonly kind: 'client-user-id-taken'; readonly existing: User }
  | { readonly kind: 'too-many-users'; readonly usersMax: number };

/** How often we try: without the lock, with it, and when the conflicting user was deleted meanwhile. */
const triesMax = 4;

export function createUser(
  db: Db,
  clock: Clock,
  source: AuditSource,
  user: NewUser,
): Promise<UserCreation> {
  return inTransaction(db, async (db) => {
    const { teamId, clientUserId, usersMax } = user;
    let roomMax = freelyAddedMax(usersMax);
    for (let tries = 0; tries < triesMax; tries++) {
      const created = await insertUser(db, clock, user, roomMax);
      if (created) {
        const subject = { kind: 'user', id: created.id };
        const deed = { action: 'user.created', teamId: user.teamId, subject };
        await appendAuditEntry(db, clock, source, deed);
        return { kind: 'created', user: created };
      }
      const existing = await findUser(db, teamId, { clientUserId });
      if (existing) return { kind: 'client-user-id-taken', existing };
      if (roomMax !== usersMax) await lockTeam(db, teamId);
      else if (usersMax !== undefined && !(await hasRoom(db, teamId, usersMax))) {
        return { kind: 'too-many-users', usersMax };
      }
      roomMax = usersMax;
    }
    assert(false, 'a conflicting user is found');
  });
}

/** Null when another user has the name, or the team has as many as it may. */
async function insertUser(
  db: Db,
  clock: Clock,
  user: NewUser,
  roomMax: number | undefined,
): Promise<User | null> {
  const { teamId, clientUserId, timeZone = null, birthDate = null } = user;
  const now = dateOf(clock);
  const row = await db
    .insertInto('users')
    .columns([
      ...(['id', 'team_id', 'client_user_id', 'time_zone'] as const),
      ...(['birth_date', 'created_at', 'updated_at'] as const),
    ])
    .expression(
      db
        .selectNoFrom([
          sql<string>`${newId(clock)}::uuid`.as('id'),
          sql<string>`${teamId}::uuid`.as('team_id'),
          sql<string>`${clientUserId}::text`.as('client_user_id'),
          sql<string | null>`${timeZone}::text`.as('time_zone'),
          sql<string | null>`${birthDate}::date`.as('birth_date'),
          sql<Date>`${now}::timestamptz`.as('created_at'),
          sql<Date>`${now}::timestamptz`.as('updated_at'),
        ])
        .where(isRoom(teamId, roomMax)),
    )
    .onConflict((conflict) =>
      conflict.columns(['team_id', 'client_user_id']).where('deleted_at', 'is', null).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  return row ? userOfRow(row) : null;
}
