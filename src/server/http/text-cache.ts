/**
 * A least-recently-used cache for values that are derived from texts that clients send, such as
 * parsed documents. It is bounded by the number of texts and by their total length, because a
 * derived value grows with its text: a thousand long documents would otherwise take a gigabyte.
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
      // A Map keeps insertion order: set anew, the text was used most recently.
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
