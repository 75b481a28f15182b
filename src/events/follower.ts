import { type Db, isDatabaseDown } from '#db';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';
import { claimLog } from './claim-log.ts';
import type { LogEvent } from './event.ts';
import { findLogHead } from './find-log-head.ts';
import { createLogTail, type LogListener } from './log-tail.ts';
import { readEvents } from './read-events.ts';
import { readNewestEvents } from './read-newest-events.ts';
import type { RecentEventsLimits, RecentScope } from './recent-events.ts';

/**
 * The one reader of the log on a node, which feeds all subscriptions of the node. It reads when it is
 * woken and, since a NOTIFY may be lost (E4), also every `pollMs`; it reads in batches when it is
 * behind. While Postgres is unavailable it waits, and then continues from its position.
 */
export interface Follower extends Service {
  /** Says that the log may have grown. The listener of the channel `events` calls it. */
  wake(): void;
  readonly logId: string;
  /** The position of the last event that was passed on. */
  readonly position: number;
  /** Up to where the log was pruned when the head was last read; it may be further by now. */
  readonly prunedPosition: number;
  /**
   * Registers a listener, which from now on gets each batch of events, in order and each event once.
   * It is called synchronously, so it always agrees with `position`; it must not throw. Returns a
   * function that removes it.
   */
  follow(listener: LogListener): () => void;
  /**
   * Up to `limit` events after a position, from memory; null when memory does not reach back that
   * far.
   */
  recentAfter(position: number, limit: number, scope?: RecentScope): readonly LogEvent[] | null;
  readonly status: FollowerStatus;
}

export interface FollowerStatus {
  readonly position: number;
  /** How long ago, by the monotonic clock, the follower last read to the end of the log. */
  readonly sinceEndMs: number;
  readonly isCutOff: boolean;
}

export interface FollowerOptions {
  readonly db: Db;
  /**
   * The system clock: the follower waits in real time, even where the product's time is virtual.
   */
  readonly clock: Clock;
  readonly log: Log;
  readonly pollMs?: number;
  readonly batchEventsMax?: number;
  /** How long events may gather before the next read, while some come. */
  readonly gatherMs?: number;
  readonly recent?: RecentEventsLimits;
  /**
   * How long an event stays in memory at most. The events of a deleted user are erased from the log
   * days after the last one, and memory is not told.
   */
  readonly rememberMs?: number;
}

const defaults = { pollMs: 1_000, batchEventsMax: 1_000, gatherMs: 5, rememberMs: 3_600_000 };
const recentDefaults: RecentEventsLimits = { eventsMax: 20_000, payloadCharsMax: 32_000_000 };
/**
 * Less than the queue of a reader in live/ holds: catching up must not overflow the queue of a fast
 * reader.
 */
const sliceEventsMax = 100;
/** A read takes milliseconds, and a second for a batch of the largest events. */
const readMsMax = 5_000;
const retryMs = 500;

class ReadTimeout extends Error {
  override readonly name = 'LateAnswer';
}

/** How often the head is read again, to learn what was pruned, and whether the log is another one. */
const headEveryMs = 60_000;

/**
 * `start` finds the end of the log and follows from there; it rejects when it cannot find it. What
 * was appended last is in memory by then: whoever was connected to the node before resumes there.
 */
export function createFollower(options: FollowerOptions): Follower {
  const { db, clock, log, recent = recentDefaults } = options;
  const { batchEventsMax, pollMs, gatherMs, rememberMs } = { ...defaults, ...options };
  const tail = createLogTail(recent);
  let home: string | null = null;
  let headAtMs = 0;
  let endAtMs = 0;
  let isCutOff = false;

  /** After an outage the database may be another one: a restored copy, or a replica that lagged. */
  async function readHead(): Promise<void> {
    home = await withTimeout(claimLog(db, home));
    const found = await withTimeout(findLogHead(db));
    const { position } = tail;
    if (tail.renew(found)) log.error('follower.lost-log', { position, head: found });
    headAtMs = clock.monotonicMs();
  }

  /** Once for all who resume at this node soon: each would read the same end of the log. */
  async function recallNewest(): Promise<void> {
    const { position } = tail;
    const newest = await readNewestEvents({
      read: (filter) => withTimeout(readEvents(db, filter)),
      ...{ position, limits: recent, pageEventsMax: batchEventsMax },
      oldest: new Date(clock.nowMs() - rememberMs),
    });
    // The head after the events: what was pruned meanwhile may be missing among them.
    await readHead();
    if (tail.position === position) tail.recall(newest);
  }

  /** Passes events on in slices, between which the listeners can send what they got. */
  async function handOut(events: readonly LogEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += sliceEventsMax) {
      if (from > 0) await clock.sleep(0);
      tail.handOut(events.slice(from, from + sliceEventsMax));
    }
  }

  /**
   * Gives up a read that takes too long, long before the session itself times out: a connection that
   * was cut silently must not delay what another connection can read.
   */
  async function withTimeout<Rows>(reading: Promise<Rows>): Promise<Rows> {
    const answered = new AbortController();
    const late = clock.sleep(readMsMax, answered.signal).then(() => {
      if (!answered.signal.aborted) throw new ReadTimeout();
    });
    try {
      return (await Promise.race([reading, late])) as Rows;
    } finally {
      answered.abort('answered');
      reading.catch(() => {});
    }
  }

  async function readNext(): Promise<number> {
    tail.forgetBefore(new Date(clock.nowMs() - rememberMs));
    if (isCutOff || clock.monotonicMs() - headAtMs > headEveryMs) await readHead();
    const lookedAtMs = clock.monotonicMs();
    const events = await withTimeout(readEvents(db, { ...tail.next, limit: batchEventsMax }));
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
      return await readNext();
    } catch (error) {
      if (!(error instanceof ReadTimeout) && !isDatabaseDown(error)) throw error;
      if (!isCutOff) log.warn('follower.cut-off', { error, position: tail.position });
      isCutOff = true;
      return retryMs;
    }
  }

  const loop = createLoop({ name: 'follower', clock, log, retryMs, step });
  return {
    async start() {
      if (!tail.head) await readHead().then(recallNewest);
      await loop.start();
    },
    stop: () => loop.stop(),
    wake: () => loop.wake(),
    get logId() {
      assert(tail.head, 'the log id is read only after the start');
      return tail.head.logId;
    },
    get position() {
      return tail.position;
    },
    get prunedPosition() {
      return tail.head?.prunedPosition ?? 0;
    },
    follow: (listener) => tail.follow(listener),
    recentAfter: (after, limit, scope) => tail.recentAfter(after, limit, scope),
    get status() {
      return { position: tail.position, sinceEndMs: clock.monotonicMs() - endAtMs, isCutOff };
    },
  };
}
