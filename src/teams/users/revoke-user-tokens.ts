import { type Db, inTransaction } from '#db';
import type { Clock } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import type { UserHook } from './delete-user.ts';

/**
 * Ends all tokens of a user that were issued until now. False when the team has no such user, or it
 * is deleted.
 */
export function revokeUserTokens(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, userId, hooks }: { teamId: string; userId: string; hooks: readonly UserHook[] },
): Promise<boolean> {
  return inTransaction(db, async (db) => {
    const { numUpdatedRows } = await db
      .updateTable('users')
      .set((row) => ({ token_generation: row('token_generation', '+', 1) }))
      .where('team_id', '=', teamId)
      .where('id', '=', userId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    for (const hook of hooks) await hook(db, userId);
    const subject = { kind: 'user', id: userId };
    await appendAuditEntry(db, clock, source, { action: 'user-tokens.revoked', teamId, subject });
    return true;
  });
}
