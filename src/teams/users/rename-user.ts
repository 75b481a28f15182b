import { type Db, inTransaction, isUniqueViolation } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';

/** `absent`: no such user. `taken`: another user of the team has this client user id. */
export type Renaming = 'renamed' | 'absent' | 'taken';

/** Gives a user another client user id. Must not be called inside a transaction. */
export async function renameUser(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, userId, clientUserId }: { teamId: string; userId: string; clientUserId: string },
): Promise<Renaming> {
  const rename = async (db: Db) => {
    const { numUpdatedRows } = await db
      .updateTable('users')
      .set({ client_user_id: clientUserId, updated_at: dateOf(clock) })
      .where('team_id', '=', teamId)
      .where('id', '=', userId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return 'absent';
    const subject = { kind: 'user', id: userId };
    await appendAuditEntry(db, clock, source, { action: 'user.updated', teamId, subject });
    return 'renamed';
  };
  try {
    return await inTransaction(db, rename);
  } catch (error) {
    if (isUniqueViolation(error, 'users_client_user_id')) return 'taken';
    throw error;
  }
}
