import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent, type NewEvent } from '#events';
import { type Clock, dateOf } from '#std/clock';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import {
  type AttemptAt,
  attemptExhaustedType,
  type DisabledEndpoint,
  endpointDisabledType,
  operationalTypes,
  testEventType,
  updateHealth,
} from '#webhooks/endpoints';
import type { Target } from './find-targets.ts';
import { type Settlement, settleDeliveries } from './settle-deliveries.ts';

/** A settlement, with the endpoint as it was when the delivery was claimed. */
export interface SettledAttempt extends Settlement {
  readonly target: Target;
}

/**
 * Settles a batch: deliveries, attempts, the health of their endpoints and the events that follow,
 * all or nothing. Where every endpoint is well and every attempt succeeded, that is one statement.
 * Returns the endpoints that were disabled.
 */
export async function settleBatch(
  db: Db,
  clock: Clock,
  policy: DeliveryPolicy,
  settled: readonly SettledAttempt[],
): Promise<readonly DisabledEndpoint[]> {
  const now = dateOf(clock);
  const learning = attemptsToLearnFrom(settled, policy);
  if (learning.size === 0) {
    await settleDeliveries(db, now, settled);
    return [];
  }
  return inTransaction(db, async (db) => {
    const held = await settleDeliveries(db, now, settled);
    const disabled = await updateHealth(db, now, policy, learning);
    const exhausted = settled.filter((each) => held.has(each) && isWorthAnEvent(each));
    const events = [
      ...exhausted.map((each) => exhaustedEvent(clock, each)),
      ...disabled.map((endpoint) => disabledEvent(clock, now, endpoint)),
    ];
    await appendEvents(db, events);
    return disabled;
  });
}

/** The attempts of endpoints of which something failed or that were not well before. */
function attemptsToLearnFrom(
  settled: readonly SettledAttempt[],
  policy: DeliveryPolicy,
): ReadonlyMap<string, readonly AttemptAt[]> {
  const byEndpoint = new Map<string, AttemptAt[]>();
  const telling = new Set<string>();
  for (const { target, attempt } of settled) {
    if (!attempt) continue;
    const attempts = byEndpoint.get(target.endpointId) ?? [];
    attempts.push({ url: target.url, attempt });
    byEndpoint.set(target.endpointId, attempts);
    const isWell = target.failingSince === null && target.concurrency === policy.concurrencyMax;
    if (attempt.failure !== null || !isWell) telling.add(target.endpointId);
  }
  return new Map([...byEndpoint].filter(([endpointId]) => telling.has(endpointId)));
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
        at: attempt?.at.toISOString() ?? null,
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
      failing_since: endpoint.failingSince?.toISOString() ?? null,
      disabled_at: now.toISOString(),
    },
  });
}
