import type { Db } from '#db';
import { appendEvents, createEvent, type NewEvent } from '#events';
import { glucoseEventsOf } from '#glucose';
import { systemClock } from '#std/clock';
import { numberBaseMs } from './numbers.ts';

export interface PaceOptions {
  readonly eventsPerSecond: number;
  /** Polls settle several at a time, and so do we. */
  readonly eventsPerCommit: number;
  /** No more than these, where told. */
  readonly eventsMax?: number;
}

/** Appends events to the log at an even pace, to one user after the other, until it is stopped. */
export interface Appender {
  /** Before each event's transaction began, by user and number. */
  readonly startedAtMs: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export interface BenchUser {
  readonly teamId: string;
  readonly userId: string;
  /** The number of the next event; kept from one appender to the next. */
  nextNumber: number;
}

export const eventKey = (user: number, number: number) => `${user} ${number}`;

export function appendAtPace(db: Db, users: readonly BenchUser[], pace: PaceOptions): Appender {
  const startedAtMs = new Map<string, number>();
  const clockOffsetMs = systemClock.nowMs() - systemClock.monotonicMs();
  const everyMs = (1000 * pace.eventsPerCommit) / pace.eventsPerSecond;
  const stopping = new AbortController();
  let next = 0;

  async function commit(): Promise<void> {
    const atMs = systemClock.monotonicMs() + clockOffsetMs;
    const events = Array.from({ length: pace.eventsPerCommit }, () => {
      const index = next % users.length;
      next += 1;
      const user = users[index] as BenchUser;
      startedAtMs.set(eventKey(index, user.nextNumber), atMs);
      return eventFor(user);
    });
    await appendEvents(db, events);
  }

  async function run(): Promise<void> {
    const startMs = systemClock.monotonicMs();
    const commitsMax = (pace.eventsMax ?? Number.POSITIVE_INFINITY) / pace.eventsPerCommit;
    for (let count = 0; count < commitsMax && !stopping.signal.aborted; count += 1) {
      const delayMs = startMs + count * everyMs - systemClock.monotonicMs();
      if (delayMs > 0) await systemClock.sleep(delayMs, stopping.signal);
      if (!stopping.signal.aborted) await commit();
    }
  }

  const running = run();
  return {
    startedAtMs,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function eventFor(user: BenchUser): NewEvent {
  const { teamId, userId } = user;
  const takenAt = new Date(numberBaseMs + user.nextNumber * 1000);
  user.nextNumber += 1;
  const [data] = glucoseEventsOf(userId, [
    {
      userId,
      takenAt,
      valueMgDl: 100 + (user.nextNumber % 80),
      trend: 'FLAT',
      utcOffsetMinutes: 60,
      receivedAt: new Date(systemClock.nowMs()),
      isLate: false,
      revision: 1,
      provider: 'dexcom',
      origin: 'SHARE',
    },
  ]);
  const type = 'daily.data.glucose.created';
  return createEvent(systemClock, { type, teamId, userId, clientUserId: userId, data });
}
