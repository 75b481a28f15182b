import { sql } from 'kysely';
import type { Db } from '#db';
import type { ClaimedPull } from './claim-pulls.ts';
import type { PullStep } from './pull-plan.ts';

/** Whether this claim may still write: if so, no other may until the transaction ends. */
export async function lockHeldPull(
  db: Db,
  { connectionId, resource, fence }: ClaimedPull,
): Promise<boolean> {
  const { rows } = await sql`
    select from pulls where connection_id = ${connectionId} and resource = ${resource}
      and fence = ${fence} for update`.execute(db);
  return rows.length > 0;
}

/** Writes how far a pull has come that `lockHeldPull` has locked. */
export async function settlePull(
  db: Db,
  { connectionId, resource, fence, leaseUntil }: ClaimedPull,
  step: PullStep,
  keptCount: number,
  now: Date,
): Promise<void> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  await sql`
    update pulls set from_at = ${at(step.fromMs)}, to_at = ${at(step.toMs)},
      done_down_to = ${at(step.doneDownToMs)}, window_minutes = ${step.windowMinutes},
      failure_count = ${step.failureCount}, refused_at = ${at(step.refusedAtMs)},
      ended_at = ${at(step.endedAtMs)}, looked_at = ${at(step.lookedAtMs)},
      is_late = ${step.isLate}, kept_count = kept_count + ${keptCount},
      next_at = greatest(${new Date(now.getTime() + step.waitMs)}::timestamptz,
        case when next_at > ${leaseUntil}::timestamptz then next_at end)
    where connection_id = ${connectionId} and resource = ${resource} and fence = ${fence}`.execute(
    db,
  );
}

/** A claim that asked nobody ends, and the pull waits. */
export async function postponePull(
  db: Db,
  { connectionId, resource, fence }: ClaimedPull,
  until: Date,
): Promise<void> {
  await sql`
    update pulls set next_at = ${until}
    where connection_id = ${connectionId} and resource = ${resource} and fence = ${fence}`.execute(
    db,
  );
}

/** A connection that has ended is asked for nothing more. */
export async function dropPulls(db: Db, connectionId: string): Promise<void> {
  await db.deleteFrom('pulls').where('connection_id', '=', connectionId).execute();
}
