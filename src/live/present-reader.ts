import { type Db, isDatabaseUnavailable } from '#db';
import type { Clock } from '#std/clock';
import type { Semaphore } from '#std/semaphore';
import type { ChannelSubscriber, Channels } from './channels.ts';
import { LiveError, type LiveFailure } from './live-error.ts';

/**
 * One subscription to what is true of some users at present. It looks at all of them first, then at
 * those whom an event concerns, and at those of whom time alone makes something else, at that
 * instant; and gives those of whom something else is true than it gave before.
 *
 * It looks only when its client takes what comes next. So nothing waits for a slow client but the
 * names of its users, and what it takes in the end is true then.
 */
export interface PresentSource<Fact> {
  /** Finds what is true of each of these users. */
  find(db: Db, userIds: readonly string[]): Promise<readonly PresentFact<Fact>[]>;
}

export interface PresentFact<Fact> {
  readonly userId: string;
  readonly fact: Fact;
  /** Equal for as long as there is nothing new to give. */
  readonly mark: string;
  /** When to look again where no event comes before, epoch milliseconds. */
  readonly lookAtMs: number;
}

export interface PresentReaderOptions<Fact> {
  readonly teamId: string;
  readonly userIds: readonly string[];
  readonly source: PresentSource<Fact>;
  readonly db: Db;
  readonly channels: Channels;
  /** The time of the product. */
  readonly clock: Clock;
  /** Real time. */
  readonly systemClock: Clock;
  /** How many readers use the database at the same time. */
  readonly semaphore: Semaphore;
  /** Called once when the reader ends, for whatever reason. */
  readonly onEnd: () => void;
}

type Given = Pick<PresentFact<unknown>, 'mark' | 'lookAtMs'>;

/** Events that come together are answered by one look. */
const gatherMs = 100;
/** Between tries while Postgres is away. */
const retryMs = 1_000;
/** A jump of the clock is noticed so soon, and is one from so far on. */
const jumpLookMs = 10_000;
const jumpMsMin = 2_000;

/** A class, since there are many. */
export class PresentReader<Fact> implements AsyncIterableIterator<readonly Fact[]> {
  readonly #options: PresentReaderOptions<Fact>;
  readonly #subscribers: readonly ChannelSubscriber[];
  /** What was given last, by user. */
  readonly #given = new Map<string, Given>();
  /** Users to look at. */
  readonly #changed: Set<string>;
  readonly #ending = new AbortController();
  #failure: unknown;
  #wake = () => {};
  #offsetMs: number;

  constructor(options: PresentReaderOptions<Fact>) {
    const { teamId, userIds, channels } = options;
    this.#options = options;
    this.#changed = new Set(userIds);
    this.#offsetMs = offsetOf(options.clock);
    // Before the first look, so that no event falls between.
    this.#subscribers = [...this.#changed].map((userId) => {
      const receive = () => this.#note(userId);
      return { teamId, userId, receive };
    });
    for (const subscriber of this.#subscribers) channels.add(subscriber);
  }

  async next(): Promise<IteratorResult<readonly Fact[], undefined>> {
    while (!this.#ending.signal.aborted) {
      if (this.#changed.size === 0) await this.#waitForNews();
      const news = await this.#look();
      if (news) return { done: false, value: news };
    }
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<readonly Fact[], undefined>> {
    this.#settle();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Ends the reader; the next call of `next` rejects with the failure. */
  end(failure: LiveFailure): void {
    this.#settle(new LiveError(failure));
  }

  #note(userId: string): void {
    this.#changed.add(userId);
    this.#wake();
  }

  /** Until an event has come, or the first instant to look again. */
  async #waitForNews(): Promise<void> {
    const { clock, systemClock } = this.#options;
    const waiting = new AbortController();
    this.#wake = () => waiting.abort('woken');
    const instants = [...this.#given.values()].map(({ lookAtMs }) => lookAtMs);
    const waitMs = Math.min(...instants) - clock.nowMs();
    await clock.sleep(Math.min(Math.max(0, waitMs), jumpLookMs), waiting.signal);
    this.#wake = () => {};
    if (this.#changed.size > 0) await systemClock.sleep(gatherMs, this.#ending.signal);
    this.#noteTime();
  }

  #noteTime(): void {
    const { clock } = this.#options;
    const offsetMs = offsetOf(clock);
    const hasJumped = Math.abs(offsetMs - this.#offsetMs) > jumpMsMin;
    this.#offsetMs = offsetMs;
    for (const [userId, { lookAtMs }] of this.#given) {
      if (hasJumped || lookAtMs <= clock.nowMs()) this.#changed.add(userId);
    }
  }

  /** What there is to give; null for nothing. */
  async #look(): Promise<readonly Fact[] | null> {
    const { source, db, semaphore, systemClock } = this.#options;
    const userIds = [...this.#changed];
    if (userIds.length === 0) return null;
    this.#changed.clear();
    try {
      const found = await semaphore.run(async () =>
        this.#ending.signal.aborted ? [] : source.find(db, userIds),
      );
      if (this.#ending.signal.aborted) return null;
      const news = found.filter(({ userId, mark }) => mark !== this.#given.get(userId)?.mark);
      for (const { userId, mark, lookAtMs } of found) this.#given.set(userId, { mark, lookAtMs });
      return news.length > 0 ? news.map(({ fact }) => fact) : null;
    } catch (error) {
      for (const userId of userIds) this.#changed.add(userId);
      if (!isDatabaseUnavailable(error)) this.#settle(error);
      await systemClock.sleep(retryMs, this.#ending.signal);
      return null;
    }
  }

  #settle(reason?: unknown): void {
    if (this.#ending.signal.aborted) return;
    this.#failure = reason;
    this.#ending.abort('ended');
    this.#wake();
    for (const subscriber of this.#subscribers) this.#options.channels.remove(subscriber);
    this.#options.onEnd();
  }
}

/** The product's time beside the monotonic one: constant but for jumps. */
function offsetOf(clock: Clock): number {
  return clock.nowMs() - clock.monotonicMs();
}
