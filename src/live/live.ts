import type { Db } from '#db';
import {
  decodeCursor,
  type EventFilter,
  encodeCursor,
  type Follower,
  findLogHead,
  judgeCursor,
  readEvents,
} from '#events';
import type { Clock } from '#std/clock';
import { createSemaphore, type Semaphore } from '#std/semaphore';
import { createChannels } from './channels.ts';
import type { CredentialWatch, WatchedCredential } from './credential-watch.ts';
import { LiveError, type LiveFailure } from './live-error.ts';
import { createMessages } from './live-message.ts';
import {
  type LiveReader,
  LogReader,
  type QueueLimits,
  type ReaderFilter,
  type ReplaySource,
} from './live-reader.ts';
import { PresentReader, type PresentSource } from './present-reader.ts';

/**
 * The subscriptions of a node. The node's one follower feeds all readers; a reader queries the
 * database only for events that are older than the follower keeps in memory.
 */
export interface Live {
  /**
   * Opens a reader at a cursor, or at the present end of the log. The present end is fixed before
   * this returns its promise, so every later event will be seen. Rejects with a LiveError for a
   * cursor from which one cannot resume, and when there are too many readers.
   */
  watch(request: WatchRequest): Promise<LiveReader>;
  /**
   * Gives what is true of some users, and from then on each time what has changed of it. Throws a
   * LiveError when there are too many readers.
   */
  watchPresent<Fact>(request: PresentRequest<Fact>): AsyncIterableIterator<readonly Fact[]>;
  /** The cursor of a reader that starts now. */
  currentCursor(): string;
  readerCount(): number;
  /** Ends all readers, each with the cursor from which its client resumes. */
  stop(): Promise<void>;
}

export interface WatchRequest extends ReaderFilter, Ending {
  /** A cursor, exclusive. */
  readonly after?: string | null | undefined;
}

export interface PresentRequest<Fact> extends Ending {
  readonly teamId: string;
  readonly userIds: readonly string[];
  readonly source: PresentSource<Fact>;
}

/** What ends a reader. */
interface Ending {
  /** The reader ends when this is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** The reader ends when this credential ends. */
  readonly credential?: WatchedCredential | undefined;
}

export interface LiveOptions {
  readonly follower: Follower;
  readonly db: Db;
  /** The time of the product. */
  readonly clock: Clock;
  /** Real time. */
  readonly systemClock: Clock;
  readonly credentialWatch?: CredentialWatch;
  readonly limits?: Partial<LiveLimits>;
}

export interface LiveLimits {
  /** A reader that gives what is true counts once for each of its users. */
  readonly readersMax: number;
  /** How much may wait for one slow reader. */
  readonly queue: QueueLimits;
  /** How many events one page of a replay holds. */
  readonly pageEventsMax: number;
  /** How many readers use the database at the same time. */
  readonly readsAtOnceMax: number;
}

export const liveLimits: LiveLimits = {
  readersMax: 50_000,
  queue: { eventsMax: 500, payloadCharsMax: 4_000_000 },
  pageEventsMax: 100,
  readsAtOnceMax: 4,
};

export function createLive({ follower, db, credentialWatch, ...options }: LiveOptions): Live {
  const { clock, systemClock } = options;
  const limits = { ...liveLimits, ...options.limits };
  const channels = createChannels();
  const messageOf = createMessages(() => follower.logId);
  const cursorOf = (position: number) => encodeCursor(follower.logId, position);
  const semaphore = createSemaphore(limits.readsAtOnceMax);
  const replay = createReplaySource(follower, db, semaphore, limits.pageEventsMax);
  /** Each with how many it counts for. */
  const readers = new Map<EndableReader, number>();
  let count = 0;
  let isStopped = false;

  const unfollow = follower.follow({
    onEvents(events) {
      for (const event of events) channels.publish(event);
    },
    onLogLost: () => endAll('log-lost'),
  });

  function endAll(failure: LiveFailure): void {
    for (const reader of [...readers.keys()]) reader.end(failure);
  }

  function assertRoom(): void {
    if (isStopped) throw new LiveError('stopped');
    if (count >= limits.readersMax) throw new LiveError('too-many-readers');
  }

  /** Counts a reader until it ends. `make` is given what is to be called then. */
  function admit<Reader extends EndableReader>(
    make: (onEnd: () => void) => Reader,
    { credential, signal }: Ending,
    weight = 1,
  ): Reader {
    const reader = make(close);
    const leave = signal && (() => void reader.return());
    const unwatch =
      credential && credentialWatch?.watch(credential, () => reader.end('credential-ended'));
    function close(): void {
      count -= readers.get(reader) ?? 0;
      readers.delete(reader);
      unwatch?.();
      if (leave) signal?.removeEventListener('abort', leave);
    }
    readers.set(reader, weight);
    count += weight;
    if (leave) signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave?.();
    return reader;
  }

  function open(request: WatchRequest, position: number): LiveReader {
    const start = { position, cursor: cursorOf(position) };
    const parts = { channels, messageOf, replay, queue: limits.queue };
    return admit((onEnd) => new LogReader({ ...parts, filter: request, start, onEnd }), request);
  }

  return {
    async watch(request) {
      assertRoom();
      const { after } = request;
      if (after === undefined || after === null) return open(request, follower.position);
      return open(request, await positionOf(follower, db, after));
    },
    watchPresent({ teamId, userIds, source, ...ending }) {
      assertRoom();
      const parts = { db, channels, clock, systemClock, semaphore };
      return admit(
        (onEnd) => new PresentReader({ ...parts, teamId, userIds, source, onEnd }),
        ending,
        userIds.length,
      );
    },
    currentCursor: () => cursorOf(follower.position),
    readerCount: () => readers.size,
    async stop() {
      isStopped = true;
      unfollow();
      endAll('stopped');
    },
  };
}

interface EndableReader {
  end(failure: LiveFailure): void;
  return(): Promise<unknown>;
}

/**
 * The position from which a cursor resumes. The database is asked only for a cursor from before the
 * follower's memory, or from another node whose follower was ahead of this one.
 */
async function positionOf(follower: Follower, db: Db, after: string): Promise<number> {
  const cursor = decodeCursor(after);
  if (!cursor) throw new LiveError('malformed-cursor');
  if (cursor.logId !== follower.logId) throw new LiveError('foreign-cursor');
  const { position } = cursor;
  if (position <= follower.position && follower.recentAfter(position, 0)) return position;
  const verdict = judgeCursor(await findLogHead(db), after);
  if (verdict.kind === 'valid') return verdict.position;
  if (verdict.kind === 'too-old') throw new LiveError('cursor-too-old', verdict.oldestCursor);
  throw new LiveError(verdict.kind === 'foreign' ? 'foreign-cursor' : 'malformed-cursor');
}

function createReplaySource(
  follower: Follower,
  db: Db,
  semaphore: Semaphore,
  limit: number,
): ReplaySource {
  return {
    recent(filter, after) {
      const { position } = follower;
      if (after >= position) return { events: [], position: after, isCaughtUp: true };
      const events = follower.recentAfter(after, limit, filter);
      if (!events) return null;
      const isCaughtUp = events.length < limit;
      const reached = isCaughtUp ? position : (events.at(-1)?.position ?? position);
      return { events, isCaughtUp, position: reached };
    },
    older: (filter, after) =>
      semaphore.run(async () => {
        const until = follower.position;
        const events = await readEvents(db, { after, until, limit, ...eventFilterOf(filter) });
        // The head is read after the page: events pruned before it was read would be missing in it.
        const { prunedPosition, logId } = await findLogHead(db);
        if (after < prunedPosition) {
          throw new LiveError('cursor-too-old', encodeCursor(logId, prunedPosition));
        }
        const last = events.length < limit ? undefined : events.at(-1);
        return { events, isCaughtUp: false, position: last?.position ?? until };
      }),
  };
}

function eventFilterOf({
  teamId,
  userId,
  types,
}: ReaderFilter): Omit<EventFilter, 'after' | 'limit'> {
  return {
    teamId,
    ...(userId === undefined ? {} : { userId }),
    ...(types === undefined ? {} : { types }),
  };
}
