/**
 * Time is an argument. Everything that asks for the time or waits takes a Clock, so that tests can
 * use a virtual one. A part that must use real time even then takes a second one as `systemClock`.
 * Only this folder uses Date.now and timers.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. May jump when somebody sets the machine's clock. */
  nowMs(): number;
  /** Milliseconds since an arbitrary moment; never goes back, never jumps. */
  monotonicMs(): number;
  /** Resolves after `delayMs`, or at once when `signal` is aborted. Never rejects. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** The longest delay that Node's timers accept (2^31 - 1 ms); longer ones fire at once. */
const timerDelayMsMax = 2_147_483_647;

/** The clock of this machine. */
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

/** The present time of a clock as a Date. */
export function dateOf(clock: Clock): Date {
  return new Date(clock.nowMs());
}
