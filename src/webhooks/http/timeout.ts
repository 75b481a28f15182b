import type { Clock } from '#std/clock';

/** Aborts `signal` after `delayMs`, unless `clear` was called before. */
export interface Timeout {
  readonly signal: AbortSignal;
  /** Releases the timer. Must be called in any case. */
  clear(): void;
}

export function startTimeout(clock: Clock, delayMs: number): Timeout {
  const passed = new AbortController();
  const cleared = new AbortController();
  void clock.sleep(delayMs, cleared.signal).then(() => {
    if (!cleared.signal.aborted) passed.abort(new Error('the deadline passed'));
  });
  return { signal: passed.signal, clear: () => cleared.abort() };
}
