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
import { createGate } from '#std/gate';
import { createChannels } from './channels.ts';
import type { CredentialWatch, WatchedCredential } from './credential-watch.ts';
import { LiveError, type LiveFailure } from './live-error.ts';
import { createMessages } from './live-message.ts';
import {
  type LiveReader,
  LogReader,
  type QueueLimits,
  type ReaderFilter,
  type Replay,
} from './live-reader.ts';

/**
 * Subscriptions over the log: readers that come and go. All are fed by the node's one follower;
 * SQL is only asked for what is older than the follower remembers.
 */
export interface Live {
  /**
   * A reader from a cursor on, or from now. What is now is settled before this returns its promise:
   * whatever is committed later will be seen. Rejects with a LiveError for a cursor that cannot be
   * resumed from, and when there are too many readers.
   */
  watch(request: WatchRequest): Promise<LiveReader>;
  /** Where a reader that begins now would stand. */
  currentCursor(): string;
  readerCount(): number;
  /** Ends all readers; each is told from where to go on. */
  stop(): Promise<void>;
}

export interface WatchRequest extends ReaderFilter {
  /** A cursor, exclusive. */
  readonly after?: string | null | undefined;
  /** Ends the reader when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the reader when it ends. */
  readonly credential?: WatchedCredential | undefined;
}

export interface LiveOptions {
  readonly follower: Follower;
  readonly db: Db;
  readonly credentialWatch?: CredentialWatch;
  readonly limits?: Partial<LiveLimits>;
}

export interface LiveLimits {
  readonly readersMax: number;
  /** What waits for one reader that is slow. */
  readonly queue: QueueLimits;
  /** How many events one page of a replay holds. */
  readonly pageEventsMax: number;
  /** How many pages are read from the database at once. */
  readonly pagesAtOnceMax: number;
}

export const liveLimits: LiveLimits = {
  readersMax: 50_000,
  queue: { eventsMax: 500, payloadCharsMax: 4_000_000 },
  pageEventsMax: 100,
  pagesAtOnceMax: 4,
};

export function createLive({ follower, db, credentialWatch, ...options }: LiveOptions): Live {
  const limits = { ...liveLimits, ...options.limits };
  const channels = createChannels();
  const messageOf = createMessages(() => follower.logId);
  const cursorOf = (position: number) => encodeCursor(follower.logId, position);
  const replay = createReplay(follower, db, limits);
  const readers = new Set<LogReader>();
  let isStopped = false;

  const unfollow = follower.follow({
    hear(events) {
      for (const event of events) channels.tell(event);
    },
    lost: () => endAll('log-lost'),
  });

  function endAll(failure: LiveFailure): void {
    for (const reader of [...readers]) reader.end(failure);
  }

  function open(request: WatchRequest, position: number): LiveReader {
    const { credential, signal } = request;
    const start = { position, cursor: cursorOf(position) };
    const parts = { channels, messageOf, replay, queue: limits.queue };
    const reader = new LogReader({ ...parts, filter: request, start, onEnd: close });
    const leave = signal && (() => void reader.return());
    const unwatch =
      credential && credentialWatch?.watch(credential, () => reader.end('credential-ended'));
    function close(): void {
      readers.delete(reader);
      unwatch?.();
      if (leave) signal?.removeEventListener('abort', leave);
    }
    readers.add(reader);
    if (leave) signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave?.();
    return reader;
  }

  return {
    async watch(request) {
      if (isStopped) throw new LiveError('stopped');
      if (readers.size >= limits.readersMax) throw new LiveError('too-many-readers');
      const { after } = request;
      if (after === undefined || after === null) return open(request, follower.position);
      return open(request, await positionOf(follower, db, after));
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

/**
 * The position from which a cursor resumes. The database is asked only when the follower cannot
 * tell: for one from before what it remembers, or of a node that was further than this one.
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

function createReplay(follower: Follower, db: Db, limits: LiveLimits): Replay {
  const gate = createGate(limits.pagesAtOnceMax);
  const limit = limits.pageEventsMax;
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
      gate.run(async () => {
        const until = follower.position;
        const events = await readEvents(db, { after, until, limit, ...onlyOf(filter) });
        // Asked after the reading: what was there then had not been pruned before.
        const { prunedPosition, logId } = await findLogHead(db);
        if (after < prunedPosition) {
          throw new LiveError('cursor-too-old', encodeCursor(logId, prunedPosition));
        }
        const last = events.length < limit ? undefined : events.at(-1);
        return { events, isCaughtUp: false, position: last?.position ?? until };
      }),
  };
}

function onlyOf({ teamId, userId, types }: ReaderFilter): Omit<EventFilter, 'after' | 'limit'> {
  return {
    teamId,
    ...(userId === undefined ? {} : { userId }),
    ...(types === undefined ? {} : { types }),
  };
}
