import type { Clock } from '#std/clock';

/** How work under a deadline ended. */
export type Outcome<T> =
  | { readonly end: 'done'; readonly result: T }
  | { readonly end: 'failed'; readonly error: unknown }
  | { readonly end: 'late' };

export interface Deadline {
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** The caller's; once aborted, its reason is thrown. */
  readonly signal: AbortSignal | undefined;
}

/** With a reason given, no error is made for each request that ends. */
const over = 'over';

/**
 * Runs `work` with a signal that is aborted when the time is up or the caller gives up. Built by
 * hand on the clock rather than from AbortSignal.timeout and .any: it holds no timer and no
 * listener on the caller's long-lived signal once the work has ended.
 */
export async function withDeadline<T>(
  { clock, timeoutMs, signal }: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Outcome<T>> {
  const ending = new AbortController();
  const settled = new AbortController();
  let isLate = false;
  const giveUp = () => ending.abort();
  signal?.addEventListener('abort', giveUp, { once: true });
  void clock.sleep(timeoutMs, settled.signal).then(() => {
    if (settled.signal.aborted) return;
    isLate = true;
    ending.abort();
  });
  try {
    return { end: 'done', result: await work(ending.signal) };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return isLate ? { end: 'late' } : { end: 'failed', error };
  } finally {
    settled.abort(over);
    signal?.removeEventListener('abort', giveUp);
  }
}
