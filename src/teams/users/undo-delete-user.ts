import { type Db, inTransaction, isUniqueViolation } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry, lockTeam } from '#teams/audit';
import { findUser } from './find-user.ts';
import { type User, userOfRow } from './user.ts';
import { isRoom } from './user-room.ts';

/**
 * `absent`: the team has no such user, or it is not deleted, or it is already erased.
 * `client-user-id-taken`: another user got the same client user id meanwhile.
 * `too-many-users`: the team has as many others by now as it may.
 */
export type UndoDeletionResult =
  | { readonly kind: 'undone'; readonly user: User }
  | { readonly kind: 'absent' }
  | { readonly kind: 'client-user-id-taken'; readonly existing: User }
  | { readonly kind: 'too-many-users'; readonly usersMax: number };

interface Deletion {
  readonly teamId: string;
  readonly userId: string;
  /** How many users the team may have; as many as it likes unless told. */
  readonly usersMax?: number;
}

/**
 * Restores a deleted user with all samples. The credentials were erased with the deletion, so the
 * person must link the account again. Must not be called inside a transaction.
 */
export async function undoDeleteUser(
  db: Db,
  clock: Clock,
  source: AuditSource,
  deletion: Deletion,
): Promise<UndoDeletionResult> {
  try {
    return await inTransaction(db, (db) => restore(db, clock, source, deletion));
  } catch (error) {
    if (!isUniqueViolation(error, 'users_client_user_id')) throw error;
    const existing = await findSuccessor(db, deletion);
    if (!existing) throw error;
    return { kind: 'client-user-id-taken', existing };
  }
}

/** The user that now has the client user id of the deleted one. */
async function findSuccessor(db: Db, { teamId, userId }: Deletion): Promise<User | null> {
  const row = await db
    .selectFrom('users')
    .select('client_user_id')
    .where('id', '=', userId)
    .executeTakeFirst();
  return row ? findUser(db, teamId, { clientUserId: row.client_user_id }) : null;
}

async function restore(
  db: Db,
  clock: Clock,
  source: AuditSource,
  deletion: Deletion,
): Promise<UndoDeletionResult> {
  const { teamId, userId, usersMax } = deletion;
  const now = dateOf(clock);
  if (usersMax !== undefined) await lockTeam(db, teamId);
  const row = await db
    .updateTable('users')
    .set({ deleted_at: null, erase_at: null, updated_at: now })
    .where('team_id', '=', teamId)
    .where('id', '=', userId)
    .where('erase_at', '>', now)
    .where(isRoom(teamId, usersMax))
    .returningAll()
    .executeTakeFirst();
  if (!row) return whyNot(db, deletion, now);
  const subject = { kind: 'user', id: userId };
  await appendAuditEntry(db, clock, source, { action: 'user.delete-undone', teamId, subject });
  return { kind: 'undone', user: userOfRow(row) };
}

/** A deleted user was not restored: it is not there, its name is taken, or there is no room for it. */
async function whyNot(db: Db, deletion: Deletion, now: Date): Promise<UndoDeletionResult> {
  const { teamId, userId, usersMax } = deletion;
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('team_id', '=', teamId)
    .where('id', '=', userId)
    .where('erase_at', '>', now)
    .executeTakeFirst();
  if (!row || usersMax === undefined) return { kind: 'absent' };
  const existing = await findSuccessor(db, deletion);
  return existing
    ? { kind: 'client-user-id-taken', existing }
    : { kind: 'too-many-users', usersMax };
}
