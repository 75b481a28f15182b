import { sql } from 'kysely';
import type { Db } from '#db';

/** A window may take a minute, and what it brought is kept after it; then another node goes on. */
const leaseMs = 3 * 60 * 1000;

export interface ClaimedPull {
  readonly connectionId: string;
  readonly fromAt: Date;
  readonly toAt: Date;
  readonly doneDownTo: Date;
  readonly windowMinutes: number;
  readonly failureCount: number;
  /** Only who holds the latest lease may write. */
  readonly leaseUntil: Date;
}

/** Claims histories that are due, those first that have waited longest: none goes before all others. */
export async function claimPulls(
  db: Db,
  limit: number,
  now: Date,
): Promise<readonly ClaimedPull[]> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const { rows } = await sql<ClaimedPull>`
    with due as (
      select connection_id from history_pulls
      where next_at <= ${now} and lease_until <= ${now}
      order by next_at limit ${limit} for update skip locked
    )
    update history_pulls h set lease_until = ${leaseUntil}
    from due where h.connection_id = due.connection_id
    returning h.connection_id as "connectionId", h.from_at as "fromAt", h.to_at as "toAt",
      h.done_down_to as "doneDownTo", h.window_minutes as "windowMinutes",
      h.failure_count as "failureCount", h.lease_until as "leaseUntil"`.execute(db);
  return rows;
}
