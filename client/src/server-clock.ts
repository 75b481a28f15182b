import { startStopwatch } from './platform.ts';

/**
 * The gateway's clock, as it was last told and carried on since: how old a reading is must not
 * depend on a phone whose clock is wrong.
 */
export interface ServerClock {
  /** The gateway has just told the time. */
  hear(epochMs: number): void;
  /** Epoch milliseconds, late by the way of the message; null before anything was heard. */
  nowMs(): number | null;
}

export function createServerClock(): ServerClock {
  let heard: { readonly epochMs: number; readonly elapsedMs: () => number } | null = null;
  return {
    hear(epochMs) {
      if (Number.isFinite(epochMs)) heard = { epochMs, elapsedMs: startStopwatch() };
    },
    nowMs: () => (heard === null ? null : heard.epochMs + heard.elapsedMs()),
  };
}
