/**
 * A cache of what was made of texts that strangers send, bounded by how many it holds and by how
 * long they are together: what is made of a text grows with it, and a thousand long documents would
 * otherwise cost a gigabyte. What was used longest ago goes first.
 */
export interface TextCache<Value> {
  get(text: string): Value | undefined;
  set(text: string, value: Value): void;
}

export interface TextCacheLimits {
  readonly textsMax: number;
  readonly charsMax: number;
}

export function createTextCache<Value>({ textsMax, charsMax }: TextCacheLimits): TextCache<Value> {
  const values = new Map<string, Value>();
  let chars = 0;

  function drop(text: string): void {
    if (values.delete(text)) chars -= text.length;
  }

  return {
    get(text) {
      const value = values.get(text);
      if (value === undefined) return undefined;
      // Put in again, it is the youngest.
      values.delete(text);
      values.set(text, value);
      return value;
    },
    set(text, value) {
      drop(text);
      if (text.length > charsMax) return;
      values.set(text, value);
      chars += text.length;
      for (const oldest of values.keys()) {
        if (values.size <= textsMax && chars <= charsMax) break;
        drop(oldest);
      }
    },
  };
}
