import { sql } from 'kysely';
import type { Db } from '#db';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import type { Attempt } from '#webhooks/http';
import { addressTagOf } from './endpoint-boxes.ts';
import { nextEndpointHealth } from './endpoint-health.ts';

export interface DisabledEndpoint {
  readonly endpointId: string;
  readonly teamId: string;
  readonly reason: 'GONE' | 'FAILING';
  readonly failingSince: Date | null;
}

/** An attempt, and the tag of the address that it was made to. */
export interface AttemptAtUrl {
  readonly addressTag: string;
  readonly attempt: Attempt;
}

/**
 * Updates the health of each endpoint from its attempts. The rows are locked in the order of their
 * ids, so that two nodes that write to the same endpoints wait for each other and never deadlock.
 * Attempts to a URL that the endpoint no longer has do not count. Returns the endpoints that were
 * disabled.
 */
export async function updateEndpointHealth(
  db: Db,
  now: Date,
  policy: DeliveryPolicy,
  attemptsByEndpoint: ReadonlyMap<string, readonly AttemptAtUrl[]>,
): Promise<DisabledEndpoint[]> {
  const rows = await db
    .selectFrom('webhook_endpoints')
    .select(['id', 'team_id', 'url', 'url_sealed', 'failing_since', 'slowed_until', 'concurrency'])
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
    const attempts = (attemptsByEndpoint.get(row.id) ?? [])
      .filter(({ addressTag }) => addressTag === addressTagOf(row))
      .map(({ attempt }) => attempt);
    if (attempts.length === 0) continue;
    const { health, disabledReason } = nextEndpointHealth(before, attempts, now, policy);
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
      reason: disabledReason,
      failingSince: health.failingSince,
    });
  }
  return disabled;
}
