import type { Clock } from '#std/clock';

/**
 * A clock that stands still until a test moves it. `advance` wakes sleepers in the order of their
 * times, each at its own moment, and lets what they set off run before it goes on.
 */
export interface VirtualClock extends Clock {
  /** Moves both times on. */
  advance(durationMs: number): Promise<void>;
  /** Moves on to an instant in epoch milliseconds that is not past. */
  setTo(instantMs: number): Promise<void>;
  /** Sets the wall clock forward or back, as an operator would; nobody wakes. */
  jump(jumpMs: number): void;
  /** How many sleep now. */
  sleeperCount(): number;
  /** The monotonic time at which the next sleeper wakes, or null. */
  nextWakeMs(): number | null;
}

interface Sleeper {
  readonly wakeMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/** How often the event loop is let run after each wake, so that chains of promises can go on. */
const settlingTurns = 5;

export function createVirtualClock(startMs: number = Date.UTC(2026, 0, 15, 12)): VirtualClock {
  let monotonicMs = 0;
  let offsetMs = startMs;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  function findNext(): Sleeper | undefined {
    return [...sleepers].sort((a, b) => a.wakeMs - b.wakeMs || a.order - b.order)[0];
  }

  async function advance(durationMs: number): Promise<void> {
    const endMs = monotonicMs + durationMs;
    await settle();
    for (let next = findNext(); next && next.wakeMs <= endMs; next = findNext()) {
      monotonicMs = Math.max(monotonicMs, next.wakeMs);
      next.wake();
      await settle();
    }
    monotonicMs = Math.max(monotonicMs, endMs);
  }

  return {
    nowMs: () => Math.floor(offsetMs + monotonicMs),
    monotonicMs: () => monotonicMs,
    sleep(delayMs, signal) {
      return new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        order += 1;
        const sleeper = { wakeMs: monotonicMs + Math.max(0, delayMs), order, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
      });
    },
    advance,
    setTo: (instantMs) => advance(instantMs - offsetMs - monotonicMs),
    jump(jumpMs) {
      offsetMs += jumpMs;
    },
    sleeperCount: () => sleepers.size,
    nextWakeMs: () => findNext()?.wakeMs ?? null,
  };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < settlingTurns; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
