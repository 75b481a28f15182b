import { sql } from 'kysely';
import type { Db } from '#db';
import type { Attempt } from './attempt.ts';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { nextHealth } from './health.ts';

export interface DisabledEndpoint {
  readonly endpointId: string;
  readonly teamId: string;
  readonly url: string;
  readonly reason: 'GONE' | 'FAILING';
  readonly failingSince: Date | null;
}

/**
 * Lets each endpoint's row learn from its attempts. The rows are locked in the order of their ids,
 * so that two nodes that settle for the same endpoints wait for, and never deadlock with, each
 * other. Returns the endpoints that this disabled.
 */
export async function updateHealth(
  db: Db,
  now: Date,
  policy: DeliveryPolicy,
  attemptsByEndpoint: ReadonlyMap<string, readonly Attempt[]>,
): Promise<DisabledEndpoint[]> {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'team_id', 'url', 'failing_since', 'slowed_until', 'concurrency'])
    .where('id', 'in', [...attemptsByEndpoint.keys()])
    .where('disabled_at', 'is', null)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  const disabled: DisabledEndpoint[] = [];
  for (const row of rows) {
    const before = {
      failingSince: row.failing_since,
      slowedUntil: row.slowed_until,
      concurrency: row.concurrency,
    };
    const attempts = attemptsByEndpoint.get(row.id) ?? [];
    const { health, disabledReason } = nextHealth(before, attempts, now, policy);
    await sql`
      update webhook_endpoints
      set failing_since = ${health.failingSince}, slowed_until = ${health.slowedUntil},
        concurrency = ${health.concurrency}, disabled_reason = ${disabledReason},
        disabled_at = case when ${disabledReason}::text is not null then ${now}::timestamptz end
      where id = ${row.id}`.execute(db);
    if (!disabledReason) continue;
    disabled.push({
      endpointId: row.id,
      teamId: row.team_id,
      url: row.url,
      reason: disabledReason,
      failingSince: health.failingSince,
    });
  }
  return disabled;
}
