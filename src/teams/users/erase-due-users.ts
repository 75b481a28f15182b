import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { appendAuditEntry, eraseAudit, systemSource } from '#teams/audit';

/** Erases what another room holds of a user, in the transaction that erases the user. */
export type EraseHook = (db: Db, userId: string) => Promise<void>;

/** How many users one pass erases at most. */
const usersPerPassMax = 100;

/**
 * Erases the users whose undo period has passed, each in a transaction of its own, so that a failure
 * does not stop the others; the failures are thrown together at the end. Several nodes may run it at
 * once. Returns how many users it erased.
 */
export async function eraseDueUsers(
  db: Db,
  clock: Clock,
  hooks: readonly EraseHook[],
): Promise<number> {
  const due = await db
    .selectFrom('users')
    .select('id')
    .where('erase_at', '<=', dateOf(clock))
    .orderBy('erase_at')
    .limit(usersPerPassMax)
    .execute();
  const failures: unknown[] = [];
  let count = 0;
  for (const { id } of due) {
    try {
      if (await inTransaction(db, (db) => eraseUser(db, clock, id, hooks))) count++;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'users could not be erased');
  return count;
}

async function eraseUser(
  db: Db,
  clock: Clock,
  userId: string,
  hooks: readonly EraseHook[],
): Promise<boolean> {
  const user = await db
    .selectFrom('users')
    .select(['team_id', 'deleted_at'])
    .where('id', '=', userId)
    .where('erase_at', '<=', dateOf(clock))
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!user) return false;
  for (const hook of hooks) await hook(db, userId);
  await db.deleteFrom('users').where('id', '=', userId).execute();
  await eraseAudit(db, 'user', [userId]);
  const subject = { kind: 'user', id: userId };
  const detail = { deletedAt: user.deleted_at?.toISOString() ?? null };
  const deed = { action: 'user.erased', teamId: user.team_id, subject, detail };
  await appendAuditEntry(db, clock, systemSource, deed);
  return true;
}
