/**
 * Time is an argument. Everything that asks for the time or waits takes a Clock, so that tests and
 * the eight-day journey run on a clock of their own. Only this folder touches the platform's clock.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump when somebody sets the machine's clock. */
  nowMs(): number;
  /** Milliseconds since an arbitrary moment; never goes back, never jumps. */
  monotonicMs(): number;
  /** Resolves after `delayMs`, or at once when `signal` is aborted. Never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** The longest delay that the platform's timers take (2^31 - 1 ms); longer ones fire at once. */
const timerDelayMsMax = 2_147_483_647;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep(delayMs, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(Math.max(0, delayMs), timerDelayMsMax));
      signal?.addEventListener('abort', wake, { once: true });
    });
  },
};

/** The time of a clock as a Date, for rows and messages. */
export function dateOf(clock: Clock): Date {
  return new Date(clock.nowMs());
}
