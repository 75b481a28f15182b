import { sql } from 'kysely';
import type { Db } from '#db';

/** A pull that a step works on; its fence says whether it still may. */
export interface ClaimedPull {
  readonly connectionId: string;
  readonly fence: number;
  readonly startedAt: Date;
  readonly fromAt: Date;
  readonly reachedAt: Date;
  readonly finishedAt: Date | null;
  readonly failures: number;
}

/** A step is over long before. */
const leaseMs = 3 * 60_000;

/** Takes the pulls that are due, those that wait longest first; none of them is due for a while then. */
export async function claimPulls(
  db: Db,
  now: Date,
  countMax: number,
): Promise<readonly ClaimedPull[]> {
  const { rows } = await sql<ClaimedPull>`
    update diary_pulls set fence = fence + 1, next_at = ${new Date(now.getTime() + leaseMs)}
    where connection_id in (
      select connection_id from diary_pulls where next_at <= ${now}
      order by next_at limit ${countMax} for update skip locked)
    returning connection_id as "connectionId", fence, started_at as "startedAt",
      from_at as "fromAt", reached_at as "reachedAt", finished_at as "finishedAt", failures`.execute(
    db,
  );
  return rows;
}
