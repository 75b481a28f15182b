import type { Clock } from '#std/clock';

/** Time that runs out once: `signal` is aborted after `delayMs`, unless `clear` comes first. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Gives the timer back. Must be called, also after the deadline has passed. */
  clear(): void;
}

export function startDeadline(clock: Clock, delayMs: number): Deadline {
  const passed = new AbortController();
  const cleared = new AbortController();
  void clock.sleep(delayMs, cleared.signal).then(() => {
    if (!cleared.signal.aborted) passed.abort(new Error('the deadline passed'));
  });
  return { signal: passed.signal, clear: () => cleared.abort() };
}
