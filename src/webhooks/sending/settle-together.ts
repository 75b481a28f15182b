import { type Db, isDatabaseDown } from '#db';
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
  /** Times the gathering of batches, even where a test gives a virtual `clock`. */
  readonly systemClock: Clock;
  /** Called with attempts that the settler no longer holds: written, or given up. */
  readonly onSettled: (attempts: readonly SettledAttempt[]) => void;
}

const retryMs = 500;

/**
 * Gathers the outcomes of attempts and writes them in batches. While the database is unavailable
 * they stay in memory: their slots stay taken, so they never outnumber the slots.
 */
export function createAttemptSettler(options: AttemptSettlerOptions): Gatherer<SettledAttempt> {
  const { db, clock, log, policy, systemClock, onSettled } = options;
  return createGatherer<SettledAttempt>({
    clock: systemClock,
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
    isOutage: isDatabaseDown,
    outage: {
      kind: 'keep',
      retryMs,
      onRetry: (error) => log.error('loop.failed', { loop: 'webhooks.settle', error }),
    },
  });
}
