import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent, type NewEvent } from '#events';
import { type Clock, dateOf } from '#std/clock';
import { offsetTextOf } from '#std/iso-text';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import {
  type AttemptAtUrl,
  attemptExhaustedType,
  type DisabledEndpoint,
  endpointDisabledType,
  operationalTypes,
  testEventType,
  updateEndpointHealth,
} from '#webhooks/endpoints';
import type { Target } from './find-targets.ts';
import { type Settlement, settleDeliveries } from './settle-deliveries.ts';

/** What became of a claimed delivery, with its endpoint as it was at the claim. */
export interface SettledAttempt extends Settlement {
  readonly target: Target;
}

/**
 * Writes a batch of outcomes in one transaction: deliveries, attempts, the health of their endpoints
 * and the events that follow. If every attempt succeeded and every endpoint was healthy, one
 * statement is enough. Returns the endpoints that were disabled.
 */
export async function settleBatch(
  db: Db,
  clock: Clock,
  policy: DeliveryPolicy,
  outcomes: readonly SettledAttempt[],
): Promise<readonly DisabledEndpoint[]> {
  const now = dateOf(clock);
  const relevant = attemptsThatMatter(outcomes, policy);
  if (relevant.size === 0) {
    await settleDeliveries(db, now, outcomes);
    return [];
  }
  return inTransaction(db, async (db) => {
    const held = await settleDeliveries(db, now, outcomes);
    const disabled = await updateEndpointHealth(db, now, policy, relevant);
    const exhausted = outcomes.filter((outcome) => held.has(outcome) && isWorthAnEvent(outcome));
    const events = [
      ...exhausted.map((outcome) => exhaustedEvent(clock, outcome)),
      ...disabled.map((endpoint) => disabledEvent(clock, now, endpoint)),
    ];
    await appendEvents(db, events);
    return disabled;
  });
}

/**
 * The attempts of the endpoints whose health may change: one failed, or it was not healthy before.
 */
function attemptsThatMatter(
  outcomes: readonly SettledAttempt[],
  policy: DeliveryPolicy,
): ReadonlyMap<string, readonly AttemptAtUrl[]> {
  const byEndpoint = new Map<string, AttemptAtUrl[]>();
  const relevantIds = new Set<string>();
  for (const { target, attempt } of outcomes) {
    if (!attempt) continue;
    const attempts = byEndpoint.get(target.endpointId) ?? [];
    attempts.push({ addressTag: target.addressTag, attempt });
    byEndpoint.set(target.endpointId, attempts);
    const isHealthy = target.failingSince === null && target.concurrency === policy.concurrencyMax;
    if (attempt.failure !== null || !isHealthy) relevantIds.add(target.endpointId);
  }
  return new Map([...byEndpoint].filter(([endpointId]) => relevantIds.has(endpointId)));
}

function isWorthAnEvent({ delivery, next }: SettledAttempt): boolean {
  if (next.next !== 'none' || next.state !== 'EXHAUSTED') return false;
  return delivery.eventType !== testEventType && !operationalTypes.includes(delivery.eventType);
}

function exhaustedEvent(clock: Clock, { target, delivery, attempt }: SettledAttempt): NewEvent {
  return createEvent(clock, {
    type: attemptExhaustedType,
    teamId: target.teamId,
    userId: null,
    clientUserId: null,
    data: {
      endpoint_id: target.endpointId,
      event_id: delivery.eventId,
      event_type: delivery.eventType,
      attempt_count: delivery.attemptCount + 1,
      last_attempt: {
        at: attempt && offsetTextOf(attempt.at),
        status: attempt?.status ?? null,
        failure: attempt?.failure ?? null,
      },
    },
  });
}

function disabledEvent(clock: Clock, now: Date, endpoint: DisabledEndpoint): NewEvent {
  return createEvent(clock, {
    type: endpointDisabledType,
    teamId: endpoint.teamId,
    userId: null,
    clientUserId: null,
    data: {
      endpoint_id: endpoint.endpointId,
      reason: endpoint.reason.toLowerCase(),
      failing_since: endpoint.failingSince && offsetTextOf(endpoint.failingSince),
      disabled_at: offsetTextOf(now),
    },
  });
}
