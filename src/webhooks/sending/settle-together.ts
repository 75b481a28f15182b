import { type Db, isDatabaseUnavailable } from '#db';
import type { Clock } from '#std/clock';
import { createGatherer, type Gatherer } from '#std/gatherer';
import type { Log } from '#std/log';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import { type SettledAttempt, settleBatch } from './settle-batch.ts';

export interface AttemptSettlerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: DeliveryPolicy;
  /** For waiting until more attempts have ended; the machine's own. */
  readonly gatherClock: Clock;
  /** Called with attempts that are written, or given up. */
  readonly onSettled: (attempts: readonly SettledAttempt[]) => void;
}

const retryMs = 500;

/**
 * Writes what became of attempts, those that ended within a moment together. While the database
 * cannot be had they are kept: the sender claims nothing new meanwhile, so they are never more than
 * it has slots.
 */
export function createAttemptSettler(options: AttemptSettlerOptions): Gatherer<SettledAttempt> {
  const { db, clock, log, policy, gatherClock, onSettled } = options;
  return createGatherer<SettledAttempt>({
    clock: gatherClock,
    gatherMs: policy.gatherMs,
    batchMax: policy.settleMax,
    async write(batch) {
      for (const { endpointId, reason } of await settleBatch(db, clock, policy, batch)) {
        log.warn('endpoint.disabled', { endpointId, reason });
      }
      onSettled(batch);
    },
    onRefused(attempt, error) {
      const { endpointId, position } = attempt.delivery;
      log.error('delivery.unsettled', { endpointId, position, error });
      onSettled([attempt]);
    },
    isOutage: isDatabaseUnavailable,
    outage: {
      kind: 'keep',
      retryMs,
      onRetry: (error) => log.error('loop.failed', { loop: 'webhooks.settle', error }),
    },
  });
}
