import type { EventType, LogEvent } from '#events';
import type { Channels, Listener } from './channels.ts';
import { LiveError, type LiveFailure } from './live-error.ts';
import type { LiveMessage } from './live-message.ts';
import { createMailbox } from './mailbox.ts';

/**
 * One subscription's way through the log: it replays page by page, each asked for only when the one
 * before was taken, until it has caught up with the node's follower; from that very moment, without
 * a step in between, it is handed what the follower hears. So there is no seam at which an event
 * could be lost or come twice (S2).
 *
 * What it is handed faster than it is asked for waits in a bounded queue; beyond the bound it ends,
 * and tells the cursor from which to go on (S1).
 */
export interface LiveReader extends AsyncIterableIterator<LiveMessage> {
  next(): Promise<IteratorResult<LiveMessage, undefined>>;
  return(): Promise<IteratorResult<LiveMessage, undefined>>;
  [Symbol.asyncIterator](): LiveReader;
}

export interface ReaderFilter {
  readonly teamId: string;
  readonly userId?: string | undefined;
  readonly types?: readonly EventType[] | undefined;
  /** The rights, judged on each event. */
  readonly isAllowed: (event: LogEvent) => boolean;
}

export interface ReaderOptions {
  readonly filter: ReaderFilter;
  readonly start: { readonly position: number; readonly cursor: string };
  readonly channels: Channels;
  readonly messageOf: (event: LogEvent) => LiveMessage;
  readonly replay: Replay;
  readonly queue: QueueLimits;
  /** Called once, however it ends. */
  readonly onEnd: () => void;
}

export interface QueueLimits {
  readonly eventsMax: number;
  readonly payloadCharsMax: number;
}

/** Finds what comes after a position. */
export interface Replay {
  /** From memory, synchronously; null when it is not all there. */
  recent(filter: ReaderFilter, after: number): ReplayPage | null;
  older(filter: ReaderFilter, after: number): Promise<ReplayPage>;
}

export interface ReplayPage {
  /** In order, of the reader's team and user. */
  readonly events: readonly LogEvent[];
  /** Up to here all is in the page, or was in one before. */
  readonly position: number;
  /** Whether the follower is no further at this moment. */
  readonly isCaughtUp: boolean;
}

/** A reader, as its maker sees it. */
export interface OwnedReader {
  readonly reader: LiveReader;
  end(failure: LiveFailure): void;
}

type State = 'replaying' | 'following' | 'ended';

export function createReader(options: ReaderOptions): OwnedReader {
  const { filter, channels, messageOf, replay, queue, onEnd } = options;
  const listener: Listener = { teamId: filter.teamId, userId: filter.userId, take };
  let { position, cursor: deliveredCursor } = options.start;
  let state: State = 'replaying';
  const mailbox = createMailbox<LiveMessage>(({ cursor }) => {
    deliveredCursor = cursor;
  });

  function take(event: LogEvent): void {
    if (event.position <= position) return;
    position = event.position;
    try {
      if (isWanted(filter, event)) mailbox.put(messageOf(event), event.payload.length);
    } catch (error) {
      settle(error);
    }
    if (state !== 'following') return;
    if (mailbox.count > queue.eventsMax || mailbox.size > queue.payloadCharsMax) end('fell-behind');
  }

  /** Replays until there is something for whoever asks, or the follower takes over. */
  async function goOn(): Promise<void> {
    while (state === 'replaying' && mailbox.isAwaited) {
      // What is in memory is taken without a pause, so that no event slips in before `follow`.
      const page = replay.recent(filter, position) ?? (await replay.older(filter, position));
      for (const event of page.events) take(event);
      position = Math.max(position, page.position);
      if (page.isCaughtUp && mailbox.count === 0) follow();
    }
  }

  function follow(): void {
    if (state !== 'replaying') return;
    state = 'following';
    channels.add(listener);
  }

  function end(failure: LiveFailure): void {
    settle(new LiveError(failure, deliveredCursor));
  }

  function settle(reason?: unknown): void {
    if (state === 'ended') return;
    state = 'ended';
    mailbox.close(reason);
    channels.remove(listener);
    onEnd();
  }

  const reader: LiveReader = {
    next() {
      const taken = mailbox.take();
      if (mailbox.isAwaited) goOn().catch(settle);
      return taken;
    },
    async return() {
      settle();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => reader,
  };
  return { reader, end };
}

function isWanted({ teamId, userId, types, isAllowed }: ReaderFilter, event: LogEvent): boolean {
  if (event.teamId !== teamId) return false;
  if (userId !== undefined && event.userId !== userId) return false;
  if (types && !types.includes(event.type)) return false;
  return isAllowed(event);
}
