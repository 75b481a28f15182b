import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { DeliveryPolicy } from './delivery-policy.ts';
import { stageDeliveries } from './stage-deliveries.ts';

/** Turns events into deliveries as they come. Woken when the log grew, and looks all the same (E4). */
export interface StagerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: DeliveryPolicy;
  /** Told of the endpoints that have something new to send. */
  readonly onStaged: (endpointIds: readonly string[]) => void;
}

export interface Stager extends Loop {
  /** Stages all that is in the log now, without the loop being started. Returns how many events. */
  stageAll(): Promise<number>;
}

const retryMs = 1_000;

export function createStager({ db, clock, log, policy, onStaged }: StagerOptions): Stager {
  const { eventsPerStagingMax } = policy;

  async function stageNext(): Promise<number> {
    const staging = await stageDeliveries(db, dateOf(clock), eventsPerStagingMax);
    onStaged(staging.endpointIds);
    return staging.eventCount;
  }

  const loop = createLoop({
    name: 'webhooks.stage',
    clock,
    log,
    retryMs,
    step: async () => ((await stageNext()) === eventsPerStagingMax ? 0 : policy.stagePollMs),
  });

  return {
    ...loop,
    async stageAll() {
      let count = 0;
      let batchCount: number;
      do {
        batchCount = await stageNext();
        count += batchCount;
      } while (batchCount === eventsPerStagingMax);
      return count;
    },
  };
}
