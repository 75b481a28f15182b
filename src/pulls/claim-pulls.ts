import { sql } from 'kysely';
import type { Db } from '#db';
import type { PullState } from './pull-plan.ts';
import type { PullResource } from './resource.ts';

/** A request may take a minute, and what it brought is kept after it; then another node goes on. */
const leaseMs = 3 * 60 * 1000;

/** A pull that a step works on; its fence says whether it still may. */
export interface ClaimedPull extends PullState {
  readonly connectionId: string;
  readonly resource: PullResource;
  readonly fence: number;
  /** It is due again then, unless it is settled; later only where its app was paused meanwhile. */
  readonly leaseUntil: Date;
}

interface ClaimedRow {
  readonly connectionId: string;
  readonly resource: PullResource;
  readonly fence: number;
  readonly fromAt: Date;
  readonly toAt: Date;
  readonly doneDownTo: Date;
  readonly windowMinutes: number;
  readonly failureCount: number;
  readonly refusedAt: Date | null;
  readonly endedAt: Date | null;
  readonly lookedAt: Date | null;
  readonly isLate: boolean;
}

/**
 * Claims pulls that are due, those first that have waited longest: none goes before all others.
 */
export async function claimPulls(
  db: Db,
  limit: number,
  now: Date,
): Promise<readonly ClaimedPull[]> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select connection_id, resource from pulls
      where next_at <= ${now}
      order by next_at, connection_id, resource limit ${limit} for update skip locked
    )
    update pulls p set next_at = ${leaseUntil}, fence = p.fence + 1
    from due where p.connection_id = due.connection_id and p.resource = due.resource
    returning p.connection_id as "connectionId", p.resource, p.fence, p.from_at as "fromAt",
      p.to_at as "toAt", p.done_down_to as "doneDownTo", p.window_minutes as "windowMinutes",
      p.failure_count as "failureCount", p.refused_at as "refusedAt", p.ended_at as "endedAt",
      p.looked_at as "lookedAt", p.is_late as "isLate"`.execute(db);
  return rows.map(({ connectionId, resource, fence, ...row }) => ({
    ...{ connectionId, resource, fence, leaseUntil },
    fromMs: row.fromAt.getTime(),
    toMs: row.toAt.getTime(),
    doneDownToMs: row.doneDownTo.getTime(),
    windowMinutes: row.windowMinutes,
    failureCount: row.failureCount,
    refusedAtMs: row.refusedAt?.getTime() ?? null,
    endedAtMs: row.endedAt?.getTime() ?? null,
    lookedAtMs: row.lookedAt?.getTime() ?? null,
    isLate: row.isLate,
  }));
}
