import { type Clock, systemClock } from '#std/clock';

export interface HurriedTime {
  /** How much faster than real time. */
  readonly pace: number;
  /** The real instant at which both times are the same. */
  readonly epochMs: number;
}

/**
 * Real time, hurried: the same in every process of this machine that is given the same pace and
 * epoch, without a word between them.
 */
export function createHurriedClock({ pace, epochMs }: HurriedTime): Clock {
  return {
    nowMs: () => Math.floor(epochMs + (systemClock.nowMs() - epochMs) * pace),
    monotonicMs: () => systemClock.monotonicMs() * pace,
    sleep: (delayMs, signal) => systemClock.sleep(delayMs / pace, signal),
  };
}
