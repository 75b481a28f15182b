import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { type DeletedUser, userOfRow } from './user.ts';

/**
 * What another room does when a user is deleted, or loses all tokens, in the same transaction: when
 * polling does not stop and credentials are not erased, the whole deletion fails.
 */
export type UserHook = (db: Db, userId: string) => Promise<void>;

/** How long a deletion can be undone. */
const undoPeriodMs = 7 * 24 * 3_600_000;

/**
 * Ends the user's tokens too, so that an undone deletion revives none. Null when the team has no such
 * user, or it is deleted already.
 */
export function deleteUser(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, userId, hooks }: { teamId: string; userId: string; hooks: readonly UserHook[] },
): Promise<DeletedUser | null> {
  return inTransaction(db, async (db) => {
    const deletedAt = dateOf(clock);
    const eraseAt = new Date(deletedAt.getTime() + undoPeriodMs);
    const row = await db
      .updateTable('users')
      .set({ deleted_at: deletedAt, erase_at: eraseAt, updated_at: deletedAt })
      .set((row) => ({ token_generation: row('token_generation', '+', 1) }))
      .where('team_id', '=', teamId)
      .where('id', '=', userId)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (!row) return null;
    for (const hook of hooks) await hook(db, userId);
    const subject = { kind: 'user', id: userId };
    await appendAuditEntry(db, clock, source, { action: 'user.deleted', teamId, subject });
    return { ...userOfRow(row), deletedAt, eraseAt };
  });
}
