import { sql } from 'kysely';
import { overdueAfterMs, type PresentState } from '#connections/states';
import type { Db } from '#db';
import { sqlJoinPlan } from '#poll-plans';
import type { ProviderSlug, Region } from '#providers';

export interface ConnectionCount {
  readonly provider: ProviderSlug;
  readonly region: Region;
  readonly state: PresentState;
  readonly count: number;
}

/** How many living connections are in each state, as their last poll left them or as not polled. */
export async function countConnections(db: Db, now: Date): Promise<readonly ConnectionCount[]> {
  const overdue = new Date(now.getTime() - overdueAfterMs);
  const { rows } = await sql<ConnectionCount>`
    select c.provider, c.region,
      case when p.next_poll_at < ${overdue} then 'NOT_POLLED' else c.state end as state,
      count(*)::int as count
    from connections c ${sqlJoinPlan}
    where c.disconnected_at is null
    group by 1, 2, 3`.execute(db);
  return rows;
}
