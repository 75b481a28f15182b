/**
 * Something that is shown and changes by itself. It begins with its first listener and ends with its
 * last, so that a page that shows it nowhere asks for nothing. It may begin again, and then as if for
 * the first time. `value` is another object after each change and the same in between, as
 * `useSyncExternalStore` wants it.
 */
export interface View<Value> {
  readonly value: Value;
  /** Calls back after each change. Returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/**
 * `begin` is called with what sets the value, and returns how to end. What it sets after its end, as
 * by an answer that was still on its way, is not taken: by then another may have begun.
 */
export function createView<Value extends object>(
  initial: Value,
  begin: (change: (facts: Partial<Value>) => void) => () => void,
): View<Value> {
  const listeners = new Set<() => void>();
  let value = initial;
  let end = () => {};

  function start(): () => void {
    let isOver = false;
    const stop = begin((facts) => {
      if (isOver) return;
      value = { ...value, ...facts };
      for (const listener of [...listeners]) listener();
    });
    return () => {
      isOver = true;
      stop();
      value = initial;
    };
  }

  return {
    get value() {
      return value;
    },
    subscribe(listener) {
      // The same function may listen twice.
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) end = start();
      return () => {
        if (!listeners.delete(own) || listeners.size > 0) return;
        end();
      };
    },
  };
}
