import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import { advanceReplay } from './advance-replay.ts';

/** Advances the open replays, each by one batch in turn. */
export interface ReplayerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: DeliveryPolicy;
  /** Called with the endpoints for which deliveries became due. */
  readonly onStaged: (endpointIds: readonly string[]) => void;
}

export interface Replayer extends Loop {
  /** Advances each open replay by one batch. True when there is more to do at once. */
  advanceAll(): Promise<boolean>;
}

const retryMs = 1_000;
const replaysPerStepMax = 100;

export function createReplayer({ db, clock, log, policy, onStaged }: ReplayerOptions): Replayer {
  async function advanceAll(): Promise<boolean> {
    let hasMore = false;
    for (const replayId of await findOpenReplays(db)) {
      const step = await advanceReplay(db, policy, replayId, dateOf(clock));
      if (!step) continue;
      if (step.stagedCount > 0) onStaged([step.endpointId]);
      hasMore ||= step.hasMore;
    }
    return hasMore;
  }

  const loop = createLoop({
    name: 'webhooks.replay',
    clock,
    log,
    retryMs,
    step: async () => ((await advanceAll()) ? 0 : policy.replayPollMs),
  });
  return { ...loop, advanceAll };
}

async function findOpenReplays(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('webhook_replays')
    .select('id')
    .where('finished_at', 'is', null)
    .orderBy('created_at')
    .limit(replaysPerStepMax)
    .execute();
  return rows.map(({ id }) => id);
}
