/**
 * The queries and mutations in hand. The node bounds those that run; of each caller those count too
 * that have run and whose answer is not sent yet, over HTTP and sockets together. So a caller that
 * asks and does not read blocks nobody but itself.
 */
export interface OperationSlots {
  /** Whether the node runs as many operations as it may. */
  isFull(): boolean;
  /** Takes a slot; null when the caller has none left. */
  take(callerKey: string): OperationSlot | null;
}

/** Both functions may be called more than once. The slot is free when both have been called. */
export interface OperationSlot {
  /** To be called when the operation has ended. */
  ran(): void;
  /** To be called when the last byte of its answer was sent, or nobody waits for it any more. */
  sent(): void;
}

export interface OperationSlotLimits {
  readonly requestsInFlightMax: number;
  readonly operationsPerCallerMax: number;
}

export function createOperationSlots({
  requestsInFlightMax,
  operationsPerCallerMax,
}: OperationSlotLimits): OperationSlots {
  const node = { runningCount: 0, callers: new Map<string, Caller>() };
  return {
    isFull: () => node.runningCount >= requestsInFlightMax,
    take(key) {
      let caller = node.callers.get(key);
      if (!caller) {
        caller = { key, count: 0 };
        node.callers.set(key, caller);
      }
      return caller.count >= operationsPerCallerMax ? null : new Slot(node, caller);
    },
  };
}

interface Caller {
  readonly key: string;
  count: number;
}

interface Node {
  runningCount: number;
  readonly callers: Map<string, Caller>;
}

/** A class, since each request takes one. */
class Slot implements OperationSlot {
  readonly #node: Node;
  readonly #caller: Caller;
  #hasRun = false;
  #isSent = false;

  constructor(node: Node, caller: Caller) {
    this.#node = node;
    this.#caller = caller;
    node.runningCount += 1;
    caller.count += 1;
  }

  ran(): void {
    if (this.#hasRun) return;
    this.#hasRun = true;
    this.#node.runningCount -= 1;
    if (this.#isSent) this.#free();
  }

  sent(): void {
    if (this.#isSent) return;
    this.#isSent = true;
    if (this.#hasRun) this.#free();
  }

  #free(): void {
    this.#caller.count -= 1;
    if (this.#caller.count === 0) this.#node.callers.delete(this.#caller.key);
  }
}
