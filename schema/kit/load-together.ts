import type { Context } from './context.ts';

/**
 * Loads for a whole list what its items ask for one by one: the keys of one turn of the event loop
 * are loaded with one call. Equal keys are loaded once. Nothing is remembered after that, since the
 * context of a subscription lives for days.
 */
export interface Loading<Key, Value> {
  /** The values of the keys, in their order. */
  readonly load: (keys: readonly Key[], context: Context) => Promise<readonly Value[]>;
  /** Equal for keys that ask for the same. */
  readonly nameOf: (key: Key) => string;
}

export type Load<Key, Value> = (context: Context, key: Key) => Promise<Value>;

interface Batch<Key, Value> {
  readonly keys: Key[];
  readonly places: Map<string, number>;
  readonly values: Promise<readonly Value[]>;
}

export function loadTogether<Key, Value>(loading: Loading<Key, Value>): Load<Key, Value> {
  const { load, nameOf } = loading;
  const batches = new WeakMap<Context, Batch<Key, Value>>();

  function open(context: Context): Batch<Key, Value> {
    const keys: Key[] = [];
    const values = turnOver().then(() => {
      batches.delete(context);
      return load(keys, context);
    });
    const batch = { keys, places: new Map<string, number>(), values };
    batches.set(context, batch);
    return batch;
  }

  return (context, key) => {
    const { keys, places, values } = batches.get(context) ?? open(context);
    const name = nameOf(key);
    let place = places.get(name);
    if (place === undefined) {
      place = keys.push(key) - 1;
      places.set(name, place);
    }
    const own = place;
    return values.then((all) => all[own] as Value);
  };
}

/** Resolves when all that is ready to run has run. */
function turnOver(): Promise<void> {
  return new Promise((resolve) => {
    // Promises that are settled already go on first, and those that they settle.
    void Promise.resolve().then(() => process.nextTick(resolve));
  });
}
