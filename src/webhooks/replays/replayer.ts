import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import type { DeliveryPolicy } from '#webhooks/deliveries';
import type { ReplayPace } from '#webhooks/endpoints';
import { hostOf } from '#webhooks/http';
import { advanceReplay } from './advance-replay.ts';
import { createReplayTurns, type OpenReplay } from './replay-turns.ts';

/**
 * Advances the open replays, each by one batch in turn, so that none that waits holds up another.
 * Those to one host wait where it has been given as many deliveries as its pace allows, whatever
 * endpoints it has.
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
  /**
   * Advances open replays by one batch each, those first that were the longest not looked at. True
   * when there is more to do at once.
   */
  advanceAll(): Promise<boolean>;
}

const retryMs = 1_000;
const replaysPerStepMax = 100;

export function createReplayer(options: ReplayerOptions): Replayer {
  const { db, clock, log, policy, pace, onStaged } = options;
  const turns = createReplayTurns();
  const hasRoom = ({ host }: OpenReplay) => pace.look(host).remaining >= policy.rowsPerStepMax;

  async function advance(replay: OpenReplay): Promise<boolean> {
    turns.tookTurn(replay);
    const step = await advanceReplay(db, policy, replay.id, dateOf(clock));
    if (!step) return false;
    for (let staged = 0; staged < step.stagedCount; staged += 1) pace.take(replay.host);
    if (step.stagedCount > 0) onStaged([step.endpointId]);
    return step.hasMore;
  }

  async function advanceAll(): Promise<boolean> {
    const open = (await findOpenReplays(db)).filter(hasRoom);
    let hasMore = false;
    let looks = 0;
    for (const replay of turns.order(open)) {
      if (!hasRoom(replay)) continue;
      if (looks === replaysPerStepMax) break;
      looks += 1;
      if (await advance(replay)) hasMore = true;
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

/**
 * Oldest first. A team has no more than its endpoints and their replays are bounded to. Of the
 * addresses the host at least stands in clear.
 */
async function findOpenReplays(db: Db): Promise<OpenReplay[]> {
  const rows = await db
    .selectFrom('webhook_replays as r')
    .innerJoin('webhook_endpoints as w', 'w.id', 'r.endpoint_id')
    .select(['r.id', 'w.team_id as teamId', 'w.url'])
    .where('r.finished_at', 'is', null)
    .orderBy('r.created_at')
    .execute();
  return rows.map(({ id, teamId, url }) => ({ id, teamId, host: hostOf(new URL(url)) }));
}
