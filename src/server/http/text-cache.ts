import { LRUCache } from 'lru-cache';

/**
 * Keeps values that are derived from texts that clients send, such as parsed documents, and drops
 * the least recently used. It is bounded by the number of texts and by their total length, because
 * a derived value grows with its text: a thousand long documents would otherwise take a gigabyte.
 */
export interface TextCache<Value> {
  get(text: string): Value | undefined;
  set(text: string, value: Value): void;
}

export interface TextCacheLimits {
  readonly textsMax: number;
  readonly charsMax: number;
}

export function createTextCache<Value extends NonNullable<unknown>>({
  textsMax,
  charsMax,
}: TextCacheLimits): TextCache<Value> {
  return new LRUCache<string, Value>({
    max: textsMax,
    maxSize: charsMax,
    // The library wants no size of 0, which the empty text would have.
    sizeCalculation: (_value, { length }) => Math.max(1, length),
  });
}
