import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import { stageDeliveries } from './stage-deliveries.ts';

/** Turns new events into deliveries. Woken when the log grows, and polls it all the same (E4). */
export interface StagerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: DeliveryPolicy;
  /** Times the gathering of events, even where a test gives a virtual `clock`. */
  readonly systemClock: Clock;
  /** Called with the endpoints that got new deliveries. */
  readonly onStaged: (endpointIds: readonly string[]) => void;
}

export interface Stager extends Loop {
  /** Stages all events that are in the log now, without the loop. Returns how many. */
  stageAll(): Promise<number>;
}

const retryMs = 1_000;

export function createStager(options: StagerOptions): Stager {
  const { db, clock, log, policy, systemClock, onStaged } = options;
  const { eventsPerStagingMax: eventsMax } = policy;
  let reachedAt: Date | null = null;

  async function stageNext(): Promise<number> {
    const staging = await stageDeliveries(db, { now: dateOf(clock), eventsMax, reachedAt });
    reachedAt = staging.reachedAt;
    onStaged(staging.endpointIds);
    return staging.eventCount;
  }

  /** While events keep coming, each step waits a moment for more: a few cost as much as one. */
  async function step(signal: AbortSignal): Promise<number> {
    const eventCount = await stageNext();
    if (eventCount === eventsMax) return 0;
    if (eventCount > 0) await systemClock.sleep(policy.gatherMs, signal);
    return policy.stagePollMs;
  }

  const loop = createLoop({ name: 'webhooks.stage', clock, log, retryMs, step });

  return {
    ...loop,
    async stageAll() {
      let count = 0;
      let batchCount: number;
      do {
        batchCount = await stageNext();
        count += batchCount;
      } while (batchCount === eventsMax);
      return count;
    },
  };
}
