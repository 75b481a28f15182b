import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import type { ReplayPace } from '#webhooks/endpoints';
import { hostOf } from '#webhooks/http';
import { advanceReplay } from './advance-replay.ts';

/**
 * Advances the open replays, each by one batch in turn. Those to one host wait where it has been
 * given as many deliveries as its pace allows, whatever endpoints it has.
 */
export interface ReplayerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly policy: DeliveryPolicy;
  readonly pace: ReplayPace;
  /** Called with the endpoints for which deliveries became due. */
  readonly onStaged: (endpointIds: readonly string[]) => void;
}

export interface Replayer extends Loop {
  /** Advances each open replay by one batch. True when there is more to do at once. */
  advanceAll(): Promise<boolean>;
}

const retryMs = 1_000;
const replaysPerStepMax = 100;

export function createReplayer(options: ReplayerOptions): Replayer {
  const { db, clock, log, policy, pace, onStaged } = options;
  async function advanceAll(): Promise<boolean> {
    let hasMore = false;
    for (const { id, url } of await findOpenReplays(db)) {
      const host = hostOf(new URL(url));
      if (pace.look(host).remaining < policy.rowsPerStepMax) continue;
      const step = await advanceReplay(db, policy, id, dateOf(clock));
      if (!step) continue;
      for (let staged = 0; staged < step.stagedCount; staged += 1) pace.take(host);
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

/** With the addresses that they go to, of which the host at least stands in clear. */
function findOpenReplays(db: Db): Promise<{ id: string; url: string }[]> {
  return db
    .selectFrom('webhook_replays as r')
    .innerJoin('webhook_endpoints as w', 'w.id', 'r.endpoint_id')
    .select(['r.id', 'w.url'])
    .where('r.finished_at', 'is', null)
    .orderBy('r.created_at')
    .limit(replaysPerStepMax)
    .execute();
}
