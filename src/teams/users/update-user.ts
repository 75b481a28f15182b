import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { type GlucoseGoals, saveGlucoseGoals } from './glucose-goals.ts';
import { type User, userOfRow } from './user.ts';

/** The changes. An absent field stays as it is; null removes the value. */
export interface UserChange {
  readonly timeZone?: string | null | undefined;
  readonly birthDate?: string | null | undefined;
  readonly glucoseGoals?: GlucoseGoals | null | undefined;
}

/** Null when the team has no such user, or it is deleted. */
export function updateUser(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, userId, change }: { teamId: string; userId: string; change: UserChange },
): Promise<User | null> {
  return inTransaction(db, async (db) => {
    const row = await db
      .updateTable('users')
      .set({
        updated_at: dateOf(clock),
        ...(change.timeZone === undefined ? {} : { time_zone: change.timeZone }),
        ...(change.birthDate === undefined ? {} : { birth_date: change.birthDate }),
      })
      .where('team_id', '=', teamId)
      .where('id', '=', userId)
      .where('deleted_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (!row) return null;
    if (change.glucoseGoals) await saveGlucoseGoals(db, userId, change.glucoseGoals);
    const subject = { kind: 'user', id: userId };
    await appendAuditEntry(db, clock, source, { action: 'user.updated', teamId, subject });
    return userOfRow(row);
  });
}
