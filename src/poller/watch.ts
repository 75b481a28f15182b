import type { Clock } from '#std/clock';

/**
 * Watches over work in hand with one timer for all of it, since hundreds of polls begin in a second:
 * tells each that takes long, and then that its time is up.
 */
export interface Watch {
  /** Returns how to end the watching. */
  over(watched: Watched): () => void;
}

export interface Watched {
  slow(): void;
  late(): void;
}

export interface WatchLimits {
  readonly slowAfterMs: number;
  readonly lateAfterMs: number;
}

const lookEveryMs = 250;

interface Entry extends Watched {
  readonly startedMs: number;
  isSlow: boolean;
}

export function createWatch(clock: Clock, { slowAfterMs, lateAfterMs }: WatchLimits): Watch {
  const entries = new Set<Entry>();
  let isLooking = false;

  /** Entries stand in the order in which they came: the first that is young ends the look. */
  function look(): void {
    const nowMs = clock.monotonicMs();
    for (const entry of entries) {
      const ageMs = nowMs - entry.startedMs;
      if (ageMs < slowAfterMs) return;
      if (!entry.isSlow) entry.slow();
      entry.isSlow = true;
      if (ageMs < lateAfterMs) continue;
      entries.delete(entry);
      entry.late();
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
    over(watched) {
      const entry = {
        slow: () => watched.slow(),
        late: () => watched.late(),
        startedMs: clock.monotonicMs(),
        isSlow: false,
      };
      entries.add(entry);
      if (!isLooking) void lookOn();
      return () => entries.delete(entry);
    },
  };
}
