import { type Db, inTransaction, isUniqueViolation } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { findUser } from './find-user.ts';
import { type User, userOfRow } from './user.ts';

/**
 * `absent`: the team has no such user, or it is not deleted, or it is already erased.
 * `client-user-id-taken`: another user got the same client user id meanwhile.
 */
export type UndoDeletionResult =
  | { readonly kind: 'undone'; readonly user: User }
  | { readonly kind: 'absent' }
  | { readonly kind: 'client-user-id-taken'; readonly existing: User };

interface Deletion {
  readonly teamId: string;
  readonly userId: string;
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
  { teamId, userId }: Deletion,
): Promise<UndoDeletionResult> {
  const now = dateOf(clock);
  const row = await db
    .updateTable('users')
    .set({ deleted_at: null, erase_at: null, updated_at: now })
    .where('team_id', '=', teamId)
    .where('id', '=', userId)
    .where('erase_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (!row) return { kind: 'absent' };
  const subject = { kind: 'user', id: userId };
  await appendAuditEntry(db, clock, source, { action: 'user.delete-undone', teamId, subject });
  return { kind: 'undone', user: userOfRow(row) };
}
