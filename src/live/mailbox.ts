import { assert } from '#std/assert';

type Taking<Item> = PromiseWithResolvers<IteratorResult<Item, undefined>>;

/**
 * What waits for one taker: items put in by others, taken out one at a time, in order. It has no
 * bound of its own; whoever puts looks at `count` and `size`. A class, since there are many.
 */
export class Mailbox<Item> {
  readonly #onTaken: (item: Item) => void;
  #waiting: { readonly item: Item; readonly size: number }[] | undefined;
  #size = 0;
  #taking: Taking<Item> | undefined;
  #isClosed = false;
  #closedWith: unknown;

  /** `onTaken` is told of each item at the moment when it reaches the taker. */
  constructor(onTaken: (item: Item) => void) {
    this.#onTaken = onTaken;
  }

  get count(): number {
    return this.#waiting?.length ?? 0;
  }

  /** The sum of the sizes of what waits. */
  get size(): number {
    return this.#size;
  }

  /** Whether the taker waits: the next item goes straight to it. */
  get isAwaited(): boolean {
    return this.#taking !== undefined;
  }

  put(item: Item, size: number): void {
    if (this.#isClosed) return;
    const taker = this.#taking;
    this.#taking = undefined;
    if (taker) {
      this.#handTo(taker, item);
    } else {
      this.#waiting ??= [];
      this.#waiting.push({ item, size });
      this.#size += size;
    }
  }

  /** Rejects once with what the mailbox was closed with, if anything; then it is done. */
  take(): Promise<IteratorResult<Item, undefined>> {
    assert(!this.#taking, 'one item is taken at a time');
    const taker: Taking<Item> = Promise.withResolvers();
    const first = this.#waiting?.shift();
    if (first) {
      this.#size -= first.size;
      this.#handTo(taker, first.item);
    } else if (this.#isClosed) this.#tellEnd(taker);
    else this.#taking = taker;
    return taker.promise;
  }

  /** Drops what waits, and lets nothing more in. */
  close(reason?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closedWith = reason;
    this.#waiting = undefined;
    this.#size = 0;
    const taker = this.#taking;
    this.#taking = undefined;
    if (taker) this.#tellEnd(taker);
  }

  #handTo(taker: Taking<Item>, item: Item): void {
    this.#onTaken(item);
    taker.resolve({ done: false, value: item });
  }

  #tellEnd(taker: Taking<Item>): void {
    const reason = this.#closedWith;
    this.#closedWith = undefined;
    if (reason === undefined) taker.resolve({ done: true, value: undefined });
    else taker.reject(reason);
  }
}
