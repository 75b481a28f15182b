import { assert } from '#std/assert';

/**
 * What waits for one taker: items put in by others, taken out one at a time, in order. It has no
 * bound of its own; whoever puts looks at `count` and `size`.
 */
export interface Mailbox<Item> {
  readonly count: number;
  /** The sum of the sizes of what waits. */
  readonly size: number;
  /** Whether the taker waits: the next item goes straight to it. */
  readonly isAwaited: boolean;
  put(item: Item, size: number): void;
  /** Rejects once with what the mailbox was closed with, if anything; then it is done. */
  take(): Promise<IteratorResult<Item, undefined>>;
  /** Drops what waits, and lets nothing more in. */
  close(reason?: unknown): void;
}

type Taking<Item> = PromiseWithResolvers<IteratorResult<Item, undefined>>;

/** `onTaken` is told of each item at the moment when it reaches the taker. */
export function createMailbox<Item>(onTaken: (item: Item) => void): Mailbox<Item> {
  const waiting: { item: Item; size: number }[] = [];
  let size = 0;
  let taking: Taking<Item> | undefined;
  let isClosed = false;
  let closedWith: unknown;

  function handTo(taker: Taking<Item>, item: Item): void {
    onTaken(item);
    taker.resolve({ done: false, value: item });
  }

  function tellEnd(taker: Taking<Item>): void {
    const reason = closedWith;
    closedWith = undefined;
    if (reason === undefined) taker.resolve({ done: true, value: undefined });
    else taker.reject(reason);
  }

  return {
    get count() {
      return waiting.length;
    },
    get size() {
      return size;
    },
    get isAwaited() {
      return taking !== undefined;
    },
    put(item, itemSize) {
      if (isClosed) return;
      const taker = taking;
      taking = undefined;
      if (taker) return void handTo(taker, item);
      waiting.push({ item, size: itemSize });
      size += itemSize;
    },
    take() {
      assert(!taking, 'one item is taken at a time');
      const taker: Taking<Item> = Promise.withResolvers();
      const first = waiting.shift();
      if (first) {
        size -= first.size;
        handTo(taker, first.item);
      } else if (isClosed) tellEnd(taker);
      else taking = taker;
      return taker.promise;
    },
    close(reason) {
      if (isClosed) return;
      isClosed = true;
      closedWith = reason;
      waiting.length = 0;
      size = 0;
      const taker = taking;
      taking = undefined;
      if (taker) tellEnd(taker);
    },
  };
}
