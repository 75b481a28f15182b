import { sql } from 'kysely';
import type { Db } from '#db';
import type { ClaimedPull } from './claim-pulls.ts';
import type { PullStep } from './pull-window.ts';

/** Writes how far a history has come, and ends the lease. False where another node has it by now. */
export async function settlePull(
  db: Db,
  { connectionId, leaseUntil }: ClaimedPull,
  { doneDownToMs, windowMinutes, failureCount, waitMs }: PullStep,
  sampleCount: number,
  now: Date,
): Promise<boolean> {
  const nextAt = waitMs === null ? null : new Date(now.getTime() + waitMs);
  const { numAffectedRows = 0n } = await sql`
    update history_pulls set done_down_to = ${new Date(doneDownToMs)},
      window_minutes = ${windowMinutes}, failure_count = ${failureCount},
      sample_count = sample_count + ${sampleCount}, next_at = ${nextAt},
      ended_at = ${nextAt === null ? now : null}, lease_until = '-infinity'
    where connection_id = ${connectionId} and lease_until = ${leaseUntil}`.execute(db);
  return numAffectedRows > 0n;
}

/** A connection that has ended gets no more of its history. */
export async function dropPull(db: Db, connectionId: string): Promise<void> {
  await db.deleteFrom('history_pulls').where('connection_id', '=', connectionId).execute();
}
