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

const retryMs = 1_000;

export function createStager({ db, clock, log, policy, onStaged }: StagerOptions): Loop {
  return createLoop({
    name: 'webhooks.stage',
    clock,
    log,
    retryMs,
    async step() {
      const staging = await stageDeliveries(db, dateOf(clock), policy.eventsPerStagingMax);
      onStaged(staging.endpointIds);
      return staging.eventCount === policy.eventsPerStagingMax ? 0 : policy.stagePollMs;
    },
  });
}
