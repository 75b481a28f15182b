import { createTextCache } from './text-cache.ts';

/** A message as it was parsed, or the text of one that is no JSON: the protocol judges both. */
export type ClientMessage = unknown;

/** Of documents that subscriptions share. */
const textLimits = { textsMax: 1_000, charsMax: 500_000 };

/**
 * Parses what clients send. The text of a document lives as long as its subscription: equal ones
 * are kept once, however many clients send them.
 */
export function createMessageParser(): (text: string) => ClientMessage {
  const texts = createTextCache<string>(textLimits);

  function kept(text: string): string {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  }

  return (text) => {
    try {
      const message: { payload?: { query?: unknown } } | null = JSON.parse(text);
      const payload = message?.payload;
      if (typeof payload?.query === 'string') payload.query = kept(payload.query);
      return message;
    } catch {
      return text;
    }
  };
}
