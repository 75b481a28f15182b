import { type Db, isDatabaseUnavailable } from '#db';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';
import type { LogEvent } from './event.ts';
import { findLogHead } from './find-log-head.ts';
import { createLogTail, type FollowerHearer } from './log-tail.ts';
import { readEvents } from './read-events.ts';
import type { RecentEventsLimits, RecentScope } from './recent-events.ts';

/**
 * The node's one reader of the log, which feeds all others of the node. It looks when it is woken
 * and, since a NOTIFY may be lost (E4), every `pollMs` all the same; it reads in batches when it is
 * behind. While Postgres is away it waits, and goes on from where it stands.
 */
export interface Follower extends Service {
  /** Says that a look is worth while: the listener of the channel `events` calls it. */
  wake(): void;
  readonly logId: string;
  /** Of the last event that was handed out. */
  readonly position: number;
  /** Up to where the log was pruned when the follower last looked; it may be further by now. */
  readonly prunedPosition: number;
  /**
   * From now on calls `hear` with each batch of events, in order and each event once. Called
   * synchronously, so that `position` and what was heard always agree; must not throw.
   */
  follow(hearer: FollowerHearer): () => void;
  /**
   * Up to `limit` events after a position, from memory and at most up to `position`; null when they
   * have left it.
   */
  recentAfter(position: number, limit: number, scope?: RecentScope): readonly LogEvent[] | null;
  readonly status: FollowerStatus;
}

export interface FollowerStatus {
  readonly position: number;
  /** How long ago, by the monotonic clock, the log was last seen to its end. */
  readonly sinceEndMs: number;
  readonly isCutOff: boolean;
}

export interface FollowerOptions {
  readonly db: Db;
  /** The platform's: the follower waits in real time, also where the product's time is virtual. */
  readonly clock: Clock;
  readonly log: Log;
  readonly pollMs?: number;
  readonly batchEventsMax?: number;
  /** How long events may gather before the next look, while some come. */
  readonly gatherMs?: number;
  readonly recent?: RecentEventsLimits;
  /**
   * How long an event is remembered at most. A user's events are erased days after the last of
   * them was appended, and nobody tells those who remember them.
   */
  readonly rememberMs?: number;
}

const defaults = { pollMs: 1_000, batchEventsMax: 1_000, gatherMs: 5, rememberMs: 3_600_000 };
const recentDefaults: RecentEventsLimits = { eventsMax: 20_000, payloadCharsMax: 32_000_000 };
/** Less than a reader of live/ may have waiting: catching up must not overrun those that are quick. */
const sliceEventsMax = 100;
/** A look takes milliseconds; a batch of the largest events a second. */
const readMsMax = 5_000;
const retryMs = 500;

class LateAnswer extends Error {
  override readonly name = 'LateAnswer';
}

/** How often the head is read again, for what was pruned. */
const headEveryMs = 60_000;

/** `start` finds the end of the log and rejects when it cannot; it follows from there. */
export function createFollower(options: FollowerOptions): Follower {
  const { db, clock, log, recent = recentDefaults } = options;
  const { batchEventsMax, pollMs, gatherMs, rememberMs } = { ...defaults, ...options };
  const tail = createLogTail(recent);
  let headAtMs = 0;
  let endAtMs = 0;
  let isCutOff = false;

  /** After an absence Postgres may be another one: a restored copy, a replica that lagged behind. */
  async function lookAtHead(): Promise<void> {
    const found = await inTime(findLogHead(db));
    const { position } = tail;
    if (tail.renew(found)) log.error('follower.lost-log', { position, head: found });
    headAtMs = clock.monotonicMs();
  }

  /** In slices, between which the hearers get to pass on what they were handed. */
  async function handOut(events: readonly LogEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += sliceEventsMax) {
      if (from > 0) await clock.sleep(0);
      tail.handOut(events.slice(from, from + sliceEventsMax));
    }
  }

  /**
   * Gives up an answer that does not come, long before the session itself is given up: a connection
   * that was cut without a word must not hold up what another one can read.
   */
  async function inTime<Answer>(reading: Promise<Answer>): Promise<Answer> {
    const answered = new AbortController();
    const late = clock.sleep(readMsMax, answered.signal).then(() => {
      if (!answered.signal.aborted) throw new LateAnswer();
    });
    try {
      return (await Promise.race([reading, late])) as Answer;
    } finally {
      answered.abort('answered');
      reading.catch(() => {});
    }
  }

  async function look(): Promise<number> {
    tail.forgetBefore(new Date(clock.nowMs() - rememberMs));
    if (isCutOff || clock.monotonicMs() - headAtMs > headEveryMs) await lookAtHead();
    const lookedAtMs = clock.monotonicMs();
    const events = await inTime(readEvents(db, { ...tail.next, limit: batchEventsMax }));
    if (isCutOff) log.info('follower.reconnected', { position: tail.position });
    isCutOff = false;
    await handOut(events);
    if (events.length === batchEventsMax) return 0;
    endAtMs = lookedAtMs;
    if (events.length > 0 && gatherMs > 0) await clock.sleep(gatherMs);
    return pollMs;
  }

  async function step(): Promise<number> {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof LateAnswer) && !isDatabaseUnavailable(error)) throw error;
      if (!isCutOff) log.warn('follower.cut-off', { error, position: tail.position });
      isCutOff = true;
      return retryMs;
    }
  }

  const loop = createLoop({ name: 'follower', clock, log, retryMs, step });
  return {
    async start() {
      if (!tail.head) await lookAtHead();
      await loop.start();
    },
    stop: () => loop.stop(),
    wake: () => loop.wake(),
    get logId() {
      assert(tail.head, 'the follower is asked only after its start');
      return tail.head.logId;
    },
    get position() {
      return tail.position;
    },
    get prunedPosition() {
      return tail.head?.prunedPosition ?? 0;
    },
    follow: (hearer) => tail.follow(hearer),
    recentAfter: (after, limit, scope) => tail.recentAfter(after, limit, scope),
    get status() {
      return { position: tail.position, sinceEndMs: clock.monotonicMs() - endAtMs, isCutOff };
    },
  };
}
