import type { EventType, LogEvent } from '#events';
import type { ChannelSubscriber, Channels } from './channels.ts';
import { LiveError, type LiveFailure } from './live-error.ts';
import type { LiveMessage } from './live-message.ts';
import { Mailbox } from './mailbox.ts';

/**
 * The place of one subscription in the log. It replays page by page, and reads a page only when the
 * one before was consumed, until it has caught up with the node's follower. In the same synchronous
 * step it subscribes to the follower's events, so no event is lost or repeated in between (S2).
 *
 * Events that come faster than the client reads wait in a bounded queue. Beyond the bound the reader
 * ends with the cursor from which the client resumes (S1).
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
  /** Whether the rights of the subscription allow this event. */
  readonly isAllowed: (event: LogEvent) => boolean;
}

export interface ReaderOptions {
  readonly filter: ReaderFilter;
  readonly start: { readonly position: number; readonly cursor: string };
  readonly channels: Channels;
  readonly messageOf: (event: LogEvent) => LiveMessage;
  readonly replay: ReplaySource;
  readonly queue: QueueLimits;
  /** Called once when the reader ends, for whatever reason. */
  readonly onEnd: () => void;
}

export interface QueueLimits {
  readonly eventsMax: number;
  readonly payloadCharsMax: number;
}

/** Where a reader finds the events after a position. */
export interface ReplaySource {
  /** From memory, synchronously; null when memory does not reach back that far. */
  recent(filter: ReaderFilter, after: number): ReplayPage | null;
  older(filter: ReaderFilter, after: number): Promise<ReplayPage>;
}

export interface ReplayPage {
  /** The events of the reader's team and user, in order. */
  readonly events: readonly LogEvent[];
  /** The position up to which the page is complete. */
  readonly position: number;
  /** Whether the page reaches the position of the follower. */
  readonly isCaughtUp: boolean;
}

/** A class, since there are many. */
export class LogReader implements LiveReader, ChannelSubscriber {
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
      this.#replayWhileAwaited().catch((error) => this.#settle(error));
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

  /** Ends the reader; the next call of `next` rejects with the failure. */
  end(failure: LiveFailure): void {
    this.#settle(new LiveError(failure, this.#deliveredCursor));
  }

  receive(event: LogEvent): void {
    if (event.position <= this.#position) return;
    this.#position = event.position;
    const { filter, messageOf, queue } = this.#options;
    try {
      if (!matchesFilter(filter, event)) return;
      this.#mailbox.put(messageOf(event), event.payload.length);
    } catch (error) {
      this.#settle(error);
    }
    const { count, size } = this.#mailbox;
    const isOver = count > queue.eventsMax || size > queue.payloadCharsMax;
    if (isOver && this.#state === 'following') this.end('fell-behind');
  }

  /** Replays until the pending `next` gets a message, or until the reader follows the log. */
  async #replayWhileAwaited(): Promise<void> {
    const { replay, filter } = this.#options;
    while (this.#state === 'replaying' && this.#mailbox.isAwaited) {
      const after = this.#position;
      // Without an await between reading memory and `#follow`, no event can come in between.
      const page = replay.recent(filter, after) ?? (await replay.older(filter, after));
      for (const event of page.events) this.receive(event);
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
    this.#options.onEnd();
  }
}

function matchesFilter(
  { teamId, userId, types, isAllowed }: ReaderFilter,
  event: LogEvent,
): boolean {
  if (event.teamId !== teamId) return false;
  if (userId !== undefined && event.userId !== userId) return false;
  if (types && !types.includes(event.type)) return false;
  return isAllowed(event);
}
