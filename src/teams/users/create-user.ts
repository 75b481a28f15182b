import { type Db, inTransaction } from '#db';
import { assert } from '#std/assert';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { findUser } from './find-user.ts';
import { type User, userOfRow } from './user.ts';

export interface NewUser {
  readonly teamId: string;
  readonly clientUserId: string;
  readonly timeZone?: string | null;
  readonly birthDate?: string | null;
}

export type UserCreation =
  | { readonly kind: 'created'; readonly user: User }
  | { readonly kind: 'client-user-id-taken'; readonly existing: User };

/** How often we try again when the conflicting user was deleted meanwhile. */
const triesMax = 3;

export function createUser(
  db: Db,
  clock: Clock,
  source: AuditSource,
  user: NewUser,
): Promise<UserCreation> {
  return inTransaction(db, async (db) => {
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
