import type { EventType, LogEvent } from '#events';
import type { Channels, Listener } from './channels.ts';
import { LiveError, type LiveFailure } from './live-error.ts';
import type { LiveMessage } from './live-message.ts';
import { Mailbox } from './mailbox.ts';

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
  [Symbol.asyncIterator](): this;
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
  readonly onEnd: (reader: LogReader) => void;
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

/** A class, since there are many. */
export class LogReader implements LiveReader, Listener {
  readonly #options: ReaderOptions;
  readonly #mailbox: Mailbox<LiveMessage>;
  #position: number;
  #deliveredCursor: string;
  #state: 'replaying' | 'following' | 'ended' = 'replaying';

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#position = options.start.position;
    this.#deliveredCursor = options.start.cursor;
    this.#mailbox = new Mailbox(({ cursor }) => {
      this.#deliveredCursor = cursor;
    });
  }

  get teamId(): string {
    return this.#options.filter.teamId;
  }

  get userId(): string | undefined {
    return this.#options.filter.userId;
  }

  next(): Promise<IteratorResult<LiveMessage, undefined>> {
    const taken = this.#mailbox.take();
    if (this.#state === 'replaying' && this.#mailbox.isAwaited) {
      this.#goOn().catch((error) => this.#settle(error));
    }
    return taken;
  }

  async return(): Promise<IteratorResult<LiveMessage, undefined>> {
    this.#settle();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the reader from our side; whoever asks next is told why. */
  end(failure: LiveFailure): void {
    this.#settle(new LiveError(failure, this.#deliveredCursor));
  }

  take(event: LogEvent): void {
    if (event.position <= this.#position) return;
    this.#position = event.position;
    const { filter, messageOf, queue } = this.#options;
    try {
      if (!isWanted(filter, event)) return;
      this.#mailbox.put(messageOf(event), event.payload.length);
    } catch (error) {
      this.#settle(error);
    }
    const { count, size } = this.#mailbox;
    const isOver = count > queue.eventsMax || size > queue.payloadCharsMax;
    if (isOver && this.#state === 'following') this.end('fell-behind');
  }

  /** Replays until there is something for whoever asks, or the follower takes over. */
  async #goOn(): Promise<void> {
    const { replay, filter } = this.#options;
    while (this.#state === 'replaying' && this.#mailbox.isAwaited) {
      const after = this.#position;
      // What is in memory is taken without a pause, so that no event slips in before `follow`.
      const page = replay.recent(filter, after) ?? (await replay.older(filter, after));
      for (const event of page.events) this.take(event);
      this.#position = Math.max(this.#position, page.position);
      if (page.isCaughtUp && this.#mailbox.count === 0) this.#follow();
    }
  }

  #follow(): void {
    if (this.#state !== 'replaying') return;
    this.#state = 'following';
    this.#options.channels.add(this);
  }

  #settle(reason?: unknown): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#mailbox.close(reason);
    this.#options.channels.remove(this);
    this.#options.onEnd(this);
  }
}

function isWanted({ teamId, userId, types, isAllowed }: ReaderFilter, event: LogEvent): boolean {
  if (event.teamId !== teamId) return false;
  if (userId !== undefined && event.userId !== userId) return false;
  if (types && !types.includes(event.type)) return false;
  return isAllowed(event);
}
