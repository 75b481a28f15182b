import { systemClock } from '#std/clock';

export interface EventuallyOptions {
  /** A minute unless told: a machine that has much else to do is slow, and no test fails of it. */
  readonly timeoutMs?: number;
  readonly pollMs?: number;
}

/**
 * Calls `fact` until it neither throws nor returns false, null or undefined, and returns what it
 * returned. The one place where a test waits for what it cannot be told of; fails with the last
 * error, or says that the fact never held.
 */
export async function eventually<Result>(
  fact: () => Result | Promise<Result>,
  { timeoutMs = 60_000, pollMs = 10 }: EventuallyOptions = {},
): Promise<Exclude<Awaited<Result>, false | null | undefined>> {
  const endMs = systemClock.monotonicMs() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const result = await fact();
      if (result !== false && result !== null && result !== undefined) {
        return result as Exclude<Awaited<Result>, false | null | undefined>;
      }
      failure = new Error(`did not come true within ${timeoutMs} ms: ${fact}`);
    } catch (error) {
      failure = error;
    }
    if (systemClock.monotonicMs() > endMs) throw failure;
    await systemClock.sleep(pollMs);
  }
}
