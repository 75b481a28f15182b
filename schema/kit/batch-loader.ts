import DataLoader from 'dataloader';
import type { Context } from './context.ts';

/**
 * Loads with one call what the items of a list ask for one by one: the keys of one turn of the event
 * loop, equal ones once. A loader lives for one such turn and remembers nothing after it, since the
 * context of a subscription lives for days.
 */
export interface BatchLoading<Key, Value> {
  /** The values of the keys, in their order. */
  readonly load: (keys: readonly Key[], context: Context) => Promise<readonly Value[]>;
  /** Equal for keys that ask for the same. */
  readonly nameOf: (key: Key) => string;
}

export type Load<Key, Value> = (context: Context, key: Key) => Promise<Value>;

export function batchLoader<Key, Value>({
  load,
  nameOf,
}: BatchLoading<Key, Value>): Load<Key, Value> {
  const loaders = new WeakMap<Context, DataLoader<Key, Value, string>>();

  function open(context: Context): DataLoader<Key, Value, string> {
    const loadAll = (keys: readonly Key[]) => {
      loaders.delete(context);
      return load(keys, context);
    };
    const loader = new DataLoader<Key, Value, string>(loadAll, { cacheKeyFn: nameOf });
    loaders.set(context, loader);
    return loader;
  }

  return (context, key) => (loaders.get(context) ?? open(context)).load(key);
}
