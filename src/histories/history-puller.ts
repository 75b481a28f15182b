import { type Clock, dateOf } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop, type Loop } from '#std/loop';
import { claimPulls } from './claim-pulls.ts';
import { type PullDeps, pullHistory } from './pull-history.ts';

export interface HistoryPullerOptions extends PullDeps {
  readonly log: Log;
  /** Paces the loop in real time, also where `clock` is a test's own. */
  readonly systemClock: Clock;
}

export interface HistoryPuller extends Loop {
  /** Asks once for each history that is due. Returns how many were. */
  pullDue(signal?: AbortSignal): Promise<number>;
}

/** Histories that a node pulls at once: each answer may hold some megabytes. */
const pullsAtOnceMax = 4;
const lookEveryMs = 2_000;
const retryMs = 10_000;

export function createHistoryPuller({
  log,
  systemClock,
  ...deps
}: HistoryPullerOptions): HistoryPuller {
  async function pullDue(signal: AbortSignal = new AbortController().signal): Promise<number> {
    const pulls = await claimPulls(deps.db, pullsAtOnceMax, dateOf(deps.clock));
    await Promise.all(
      pulls.map(async (pull) => {
        try {
          await pullHistory(deps, pull, signal);
        } catch (error) {
          // Its lease ends by itself, and it is tried again from where it was.
          log.error('history.failed', { connection_id: pull.connectionId, error });
        }
      }),
    );
    return pulls.length;
  }

  const loop = createLoop({
    name: 'histories',
    clock: systemClock,
    log,
    retryMs,
    step: async (signal) => ((await pullDue(signal)) > 0 ? 0 : lookEveryMs),
  });
  return { ...loop, pullDue };
}
