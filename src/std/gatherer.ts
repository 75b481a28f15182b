import type { Clock } from './clock.ts';

/**
 * Gathers items that come one by one and writes them in batches, one batch at a time, since a batch
 * costs about as much to write as an item. An item waits at most `gatherMs` for others.
 *
 * A batch that cannot be written is tried again item by item, so that one item that is refused does
 * not take the others with it. In an outage the batch is kept or let go, as `onOutage` says.
 */
export interface Gatherer<Item> {
  /** The caller bounds how many items wait: by what it has under way, or has room for. */
  add(item: Item): void;
  /** Writes all that waits, without gathering. Rejects when an outage keeps something back. */
  flush(): Promise<void>;
  /** Flushes, and from then on writes nothing by itself. */
  stop(): Promise<void>;
}

export interface GathererOptions<Item> {
  /** Measures the waits. */
  readonly clock: Clock;
  readonly gatherMs: number;
  readonly batchMax: number;
  /** Whether more items can come soon, asked with how many wait; if not, they are written at once. */
  readonly isMoreComing?: (waitingCount: number) => boolean;
  /** All or nothing: rejects when nothing was written. */
  readonly write: (batch: readonly Item[]) => Promise<void>;
  /** Called with an item that cannot be written even alone, and is let go. Must not reject. */
  readonly onRefused: (item: Item, error: unknown) => void | Promise<void>;
  /** Whether an error is of an outage: no item is to blame for it. */
  readonly isOutage: (error: unknown) => boolean;
  readonly outage: OutagePolicy<Item>;
}

/** What becomes of the items that an outage met: `keep` writes them again after `retryMs`. */
export type OutagePolicy<Item> =
  | { readonly kind: 'keep'; readonly retryMs: number; readonly onRetry: (error: unknown) => void }
  | {
      readonly kind: 'let-go';
      readonly onLetGo: (batch: readonly Item[], error: unknown) => void;
    };

export function createGatherer<Item>(options: GathererOptions<Item>): Gatherer<Item> {
  return new BatchGatherer(options);
}

class BatchGatherer<Item> implements Gatherer<Item> {
  readonly #options: GathererOptions<Item>;
  /** In the order in which they came; those that are being written stand first. */
  readonly #waiting: Item[] = [];
  #gathering: AbortController | undefined;
  #retrying: AbortController | undefined;
  #flushCount = 0;
  #isStopped = false;
  #draining: Promise<void> | undefined;
  #keeping: Promise<void> | undefined;

  constructor(options: GathererOptions<Item>) {
    this.#options = options;
  }

  add(item: Item): void {
    this.#waiting.push(item);
    if (!this.#isWorthWaiting()) this.#gathering?.abort();
    if (!this.#isStopped) this.#keeping ??= this.#keepDraining();
  }

  async flush(): Promise<void> {
    this.#flushCount += 1;
    this.#gathering?.abort();
    this.#retrying?.abort();
    try {
      await this.#drain();
    } finally {
      this.#flushCount -= 1;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.flush();
  }

  #isWorthWaiting(): boolean {
    const { batchMax, isMoreComing = () => true } = this.#options;
    const count = this.#waiting.length;
    return this.#flushCount === 0 && count < batchMax && isMoreComing(count);
  }

  /** Runs as long as something waits. */
  async #keepDraining(): Promise<void> {
    const { clock, outage } = this.#options;
    while (this.#waiting.length > 0 && !this.#isStopped) {
      try {
        await this.#drain();
      } catch (error) {
        if (outage.kind === 'let-go') throw error;
        outage.onRetry(error);
        this.#retrying = new AbortController();
        await clock.sleep(outage.retryMs, this.#retrying.signal);
        this.#retrying = undefined;
      }
    }
    this.#keeping = undefined;
  }

  /** Whoever asks meanwhile shares the one run. */
  #drain(): Promise<void> {
    this.#draining ??= this.#drainNow().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #drainNow(): Promise<void> {
    const { clock, gatherMs, batchMax } = this.#options;
    while (this.#waiting.length > 0) {
      if (this.#isWorthWaiting()) {
        this.#gathering = new AbortController();
        await clock.sleep(gatherMs, this.#gathering.signal);
        this.#gathering = undefined;
      }
      await this.#write(this.#waiting.slice(0, batchMax));
    }
  }

  /** Rejects when an outage keeps the items; else they are off our hands. */
  async #write(items: readonly Item[]): Promise<void> {
    const { write, isOutage, outage, onRefused } = this.#options;
    try {
      await write(items);
    } catch (error) {
      if (isOutage(error)) {
        if (outage.kind === 'keep') throw error;
        outage.onLetGo(items, error);
      } else if (items.length > 1) {
        for (const item of items) await this.#write([item]);
        return;
      } else {
        for (const item of items) await onRefused(item, error);
      }
    }
    this.#waiting.splice(0, items.length);
  }
}
