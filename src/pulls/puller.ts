import { type Clock, dateOf } from '#std/clock';
import { createLoop, type Loop } from '#std/loop';
import { claimPulls } from './claim-pulls.ts';
import { type PullDeps, pullStep } from './pull-step.ts';

export interface PullerOptions extends PullDeps {
  /** Paces the loop in real time, also where `clock` is a test's own. */
  readonly systemClock: Clock;
}

export interface Puller extends Loop {
  /** Asks once for each pull that is due. Returns how many were. */
  pullDue(signal?: AbortSignal): Promise<number>;
}

/** Pulls that a node makes at once: each answer may hold some megabytes, and polls are more urgent. */
const pullsAtOnceMax = 4;
const lookEveryMs = 2_000;
const retryMs = 10_000;

export function createPuller({ systemClock, ...deps }: PullerOptions): Puller {
  const { db, clock, log } = deps;

  async function pullDue(signal: AbortSignal = new AbortController().signal): Promise<number> {
    const pulls = await claimPulls(db, pullsAtOnceMax, dateOf(clock));
    await Promise.all(
      pulls.map(async (pull) => {
        try {
          await pullStep(deps, pull, signal);
        } catch (error) {
          // Its lease ends by itself, and it is tried again from where it was.
          const { connectionId: connection_id, resource } = pull;
          if (!signal.aborted) log.error('pull.failed', { connection_id, resource, error });
        }
      }),
    );
    return pulls.length;
  }

  const loop = createLoop({
    name: 'pulls',
    clock: systemClock,
    log,
    retryMs,
    step: async (signal) => ((await pullDue(signal)) > 0 ? 0 : lookEveryMs),
  });
  return { ...loop, pullDue };
}
