import type { Clock } from '#std/clock';

/**
 * The time limits of polls that are under way, with one timer for all of them, since hundreds begin
 * in a second. Each poll is called back when it takes long, and again when its time is up.
 */
export interface PollTimeLimits {
  /** Returns a function to be called when the poll has ended. */
  start(callbacks: TimeLimitCallbacks): () => void;
}

export interface TimeLimitCallbacks {
  onSlow(): void;
  onLate(): void;
}

export interface TimeLimits {
  readonly slowAfterMs: number;
  readonly lateAfterMs: number;
}

const lookEveryMs = 250;

interface Entry extends TimeLimitCallbacks {
  readonly startedMs: number;
  isSlow: boolean;
}

export function createPollTimeLimits(
  clock: Clock,
  { slowAfterMs, lateAfterMs }: TimeLimits,
): PollTimeLimits {
  const entries = new Set<Entry>();
  let isLooking = false;

  /** Entries stand in the order in which they came: the first that is young ends the look. */
  function look(): void {
    const nowMs = clock.monotonicMs();
    for (const entry of entries) {
      const ageMs = nowMs - entry.startedMs;
      if (ageMs < slowAfterMs) return;
      if (!entry.isSlow) entry.onSlow();
      entry.isSlow = true;
      if (ageMs < lateAfterMs) continue;
      entries.delete(entry);
      entry.onLate();
    }
  }

  async function lookOn(): Promise<void> {
    isLooking = true;
    while (entries.size > 0) {
      await clock.sleep(lookEveryMs);
      look();
    }
    isLooking = false;
  }

  return {
    start(callbacks) {
      const entry = {
        onSlow: () => callbacks.onSlow(),
        onLate: () => callbacks.onLate(),
        startedMs: clock.monotonicMs(),
        isSlow: false,
      };
      entries.add(entry);
      if (!isLooking) void lookOn();
      return () => entries.delete(entry);
    },
  };
}
