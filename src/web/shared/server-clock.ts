import { monotonicMs } from './platform.ts';

/**
 * The gateway's time, carried on by a clock that nobody sets: a wearer's device may be a day wrong,
 * and still each wait ends when it does.
 */
export interface ServerClock {
  /** Takes what the gateway said its time was in an answer that has just come. */
  learn(now: string): void;
  /** Milliseconds since 1970; null before the gateway has said a time. */
  nowMs(): number | null;
}

export function createServerClock(): ServerClock {
  let known: { readonly serverMs: number; readonly atMs: number } | null = null;
  return {
    learn(now) {
      known = { serverMs: Date.parse(now), atMs: monotonicMs() };
    },
    nowMs: () => known && known.serverMs + (monotonicMs() - known.atMs),
  };
}
