import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { type ReplanDeps, replanAfterJump } from './replan-after-jump.ts';

/**
 * Keeps order when the clock jumps. All nodes notice within seconds, but not at once; until they
 * have, times of the old clock and the new one stand side by side in the database. So nobody polls
 * for longer than any floor of an account, and plans are moved at once, and again when the last node
 * has stopped writing by the old clock.
 */
export interface ClockJumpPause {
  keep(jumpMs: number): Promise<void>;
  isPaused(): boolean;
  stop(): void;
}

export interface ClockJumpPauseOptions extends ReplanDeps {
  readonly systemClock: Clock;
  readonly log: Log;
}

/** Longer than a node takes to notice, and than the floor between reads behind that. */
export const jumpPauseMs = 30_000;

export function createClockJumpPause(options: ClockJumpPauseOptions): ClockJumpPause {
  const { systemClock, log } = options;
  const stopping = new AbortController();
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let keeping: Promise<void> = Promise.resolve();

  async function replan(jumpMs: number): Promise<void> {
    try {
      const count = await replanAfterJump(options, jumpMs);
      log.info('poller.replanned', { jump_ms: jumpMs, plan_count: count });
    } catch (error) {
      log.error('poller.not-replanned', { jump_ms: jumpMs, error });
    }
  }

  async function order(jumpMs: number): Promise<void> {
    await replan(jumpMs);
    const leftMs = pausedUntilMs - systemClock.monotonicMs();
    await systemClock.sleep(Math.max(0, leftMs), stopping.signal);
    if (!stopping.signal.aborted) await replan(jumpMs);
  }

  return {
    keep(jumpMs) {
      pausedUntilMs = systemClock.monotonicMs() + jumpPauseMs;
      keeping = keeping.then(() => order(jumpMs));
      return keeping;
    },
    isPaused: () => systemClock.monotonicMs() < pausedUntilMs,
    stop: () => stopping.abort(),
  };
}
