import { type Db, isDatabaseUnavailable } from '#db';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import { type Ending, settleBatch } from './settle-batch.ts';

/**
 * Writes the ends of attempts, those that came within a moment together. While the database cannot
 * be had they are kept: the sender claims nothing new meanwhile, so they are never more than it has
 * slots. Stopping writes what is left, but does not wait for a database that is gone: leases end by
 * themselves.
 */
export interface Settler extends Service {
  add(ending: Ending): void;
  /** Writes what is waiting now; rejects when the database cannot be had. */
  flush(): Promise<void>;
}

export interface SettlerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: DeliveryPolicy;
  /** For waiting until more attempts have ended; the machine's own. */
  readonly gatherClock: Clock;
  /** Called with what is off the settler's hands, written or given up. */
  readonly onSettled: (endings: readonly Ending[]) => void;
}

const idleMs = 60_000;
const retryMs = 500;

export function createSettler(options: SettlerOptions): Settler {
  const { db, clock, log, policy, gatherClock, onSettled } = options;
  const waiting: Ending[] = [];

  async function settleNext(): Promise<void> {
    const batch = waiting.slice(0, policy.settleMax);
    try {
      await settle(batch);
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error;
      await settleSingly(batch);
    }
    waiting.splice(0, batch.length);
    onSettled(batch);
  }

  async function settle(batch: readonly Ending[]): Promise<void> {
    for (const { endpointId, reason } of await settleBatch(db, clock, policy, batch)) {
      log.warn('endpoint.disabled', { endpointId, reason });
    }
  }

  /** One row that the database refuses must not keep the others from being written. */
  async function settleSingly(batch: readonly Ending[]): Promise<void> {
    for (const ending of batch) {
      try {
        await settle([ending]);
      } catch (error) {
        if (isDatabaseUnavailable(error)) throw error;
        const { endpointId, position } = ending.delivery;
        log.error('delivery.unsettled', { endpointId, position, error });
      }
    }
  }

  const loop = createLoop({
    name: 'webhooks.settle',
    clock,
    log,
    retryMs,
    async step(signal) {
      if (waiting.length === 0) return idleMs;
      // A few ends cost as much to write as one.
      if (waiting.length < policy.settleMax) await gatherClock.sleep(policy.gatherMs, signal);
      await settleNext();
      return 0;
    },
  });

  async function flush(): Promise<void> {
    while (waiting.length > 0) await settleNext();
  }

  return {
    start: () => loop.start(),
    flush,
    async stop() {
      await loop.stop();
      try {
        await flush();
      } catch (error) {
        log.error('deliveries.unsettled', { count: waiting.length, error });
      }
    },
    add(ending) {
      waiting.push(ending);
      loop.wake();
    },
  };
}
