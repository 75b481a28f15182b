import { assert } from '#std/assert';

type PendingTake<Item> = PromiseWithResolvers<IteratorResult<Item, undefined>>;

/**
 * A queue with one consumer, which takes one item at a time, in order. It has no bound of its own:
 * the producer checks `count` and `size`. A class, since there are many.
 */
export class Mailbox<Item> {
  readonly #onTaken: (item: Item) => void;
  #waiting: { readonly item: Item; readonly size: number }[] | undefined;
  #size = 0;
  #taking: PendingTake<Item> | undefined;
  #isClosed = false;
  #closedWith: unknown;

  /** `onTaken` is called with each item when the consumer gets it. */
  constructor(onTaken: (item: Item) => void) {
    this.#onTaken = onTaken;
  }

  get count(): number {
    return this.#waiting?.length ?? 0;
  }

  /** The sum of the sizes of the waiting items. */
  get size(): number {
    return this.#size;
  }

  /** Whether the consumer waits: the next item goes straight to it. */
  get isAwaited(): boolean {
    return this.#taking !== undefined;
  }

  put(item: Item, size: number): void {
    if (this.#isClosed) return;
    const consumer = this.#taking;
    this.#taking = undefined;
    if (consumer) {
      this.#deliver(consumer, item);
    } else {
      this.#waiting ??= [];
      this.#waiting.push({ item, size });
      this.#size += size;
    }
  }

  /** After a close with a reason it rejects once with that reason; then it is done. */
  take(): Promise<IteratorResult<Item, undefined>> {
    assert(!this.#taking, 'one item is taken at a time');
    const consumer: PendingTake<Item> = Promise.withResolvers();
    const first = this.#waiting?.shift();
    if (first) {
      this.#size -= first.size;
      this.#deliver(consumer, first.item);
    } else if (this.#isClosed) this.#finish(consumer);
    else this.#taking = consumer;
    return consumer.promise;
  }

  /** Drops the waiting items and accepts no more. */
  close(reason?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closedWith = reason;
    this.#waiting = undefined;
    this.#size = 0;
    const consumer = this.#taking;
    this.#taking = undefined;
    if (consumer) this.#finish(consumer);
  }

  #deliver(consumer: PendingTake<Item>, item: Item): void {
    this.#onTaken(item);
    consumer.resolve({ done: false, value: item });
  }

  #finish(consumer: PendingTake<Item>): void {
    const reason = this.#closedWith;
    this.#closedWith = undefined;
    if (reason === undefined) consumer.resolve({ done: true, value: undefined });
    else consumer.reject(reason);
  }
}
