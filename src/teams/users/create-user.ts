import { type Db, inTransaction } from '#db';
import { assert } from '#std/assert';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry, lockTeam } from '#teams/audit';
import { findUser } from './find-user.ts';
import { type User, userOfRow } from './user.ts';

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

/** How often we try again when the conflicting user was deleted meanwhile. */
const triesMax = 3;

export function createUser(
  db: Db,
  clock: Clock,
  source: AuditSource,
  user: NewUser,
): Promise<UserCreation> {
  return inTransaction(db, async (db) => {
    const { usersMax } = user;
    if (usersMax !== undefined && !(await hasRoom(db, user.teamId, usersMax))) {
      const taken = await findUser(db, user.teamId, { clientUserId: user.clientUserId });
      return taken
        ? { kind: 'client-user-id-taken', existing: taken }
        : { kind: 'too-many-users', usersMax };
    }
    for (let tries = 0; tries < triesMax; tries++) {
      const created = await insertUser(db, clock, user);
      if (created) {
        const subject = { kind: 'user', id: created.id };
        const deed = { action: 'user.created', teamId: user.teamId, subject };
        await appendAuditEntry(db, clock, source, deed);
        return { kind: 'created', user: created };
      }
      const { teamId, clientUserId } = user;
      const existing = await findUser(db, teamId, { clientUserId });
      if (existing) return { kind: 'client-user-id-taken', existing };
    }
    assert(false, 'a conflicting user is found');
  });
}

/** Whoever else adds a user to the team waits until this transaction has ended. */
async function hasRoom(db: Db, teamId: string, usersMax: number): Promise<boolean> {
  await lockTeam(db, teamId);
  const { count } = await db
    .selectFrom('users')
    .select((q) => q.fn.countAll<number>().as('count'))
    .where('team_id', '=', teamId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return count < usersMax;
}

async function insertUser(db: Db, clock: Clock, user: NewUser): Promise<User | null> {
  const now = dateOf(clock);
  const row = await db
    .insertInto('users')
    .values({
      id: newId(clock),
      team_id: user.teamId,
      client_user_id: user.clientUserId,
      time_zone: user.timeZone ?? null,
      birth_date: user.birthDate ?? null,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['team_id', 'client_user_id']).where('deleted_at', 'is', null).doNothing(),
    )
    .returningAll()
    .executeTakeFirst();
  return row ? userOfRow(row) : null;
}
