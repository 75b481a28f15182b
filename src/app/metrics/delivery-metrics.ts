import { Counter, Histogram, type Registry } from 'prom-client';
import { type AttemptReport, attemptFailures } from '#webhooks';
import { waitBuckets } from './buckets.ts';

/** Makes the callback that counts attempts to deliver, and the deliveries that end with them. */
export function createDeliveryMetrics(registry: Registry): (report: AttemptReport) => void {
  const registers = [registry];
  const attempts = new Counter({
    name: 'gateway_delivery_attempts_total',
    help: 'Attempts to deliver an event, by their ending.',
    labelNames: ['ending'],
    registers,
  });
  const ended = new Counter({
    name: 'gateway_deliveries_ended_total',
    help: 'Deliveries that get no further attempt: succeeded, exhausted, or cancelled by a 410.',
    labelNames: ['state'],
    registers,
  });
  const lag = new Histogram({
    name: 'gateway_delivery_lag_seconds',
    help: 'From the entry of an event in the log to its first attempt.',
    buckets: waitBuckets,
    registers,
  });
  for (const ending of ['answered', ...attemptFailures]) attempts.inc({ ending }, 0);
  for (const state of ['SUCCEEDED', 'EXHAUSTED', 'CANCELLED']) ended.inc({ state }, 0);
  return ({ attempt, next, number, lagMs }) => {
    attempts.inc({ ending: attempt.failure ?? 'answered' });
    if (next.next === 'none') ended.inc({ state: next.state });
    if (number === 1) lag.observe(lagMs / 1000);
  };
}
