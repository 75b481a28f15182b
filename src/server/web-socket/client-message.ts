import { createTextCache } from '#server/http';

/** A parsed message, or the raw text of one that is no JSON; graphql-ws checks both. */
export type ClientMessage = unknown;

/** How many documents of subscriptions are kept for sharing, and their total length. */
const textLimits = { textsMax: 1_000, charsMax: 500_000 };

/**
 * Messages that only a server may send: on one of these graphql-ws would throw an internal error.
 */
const serverOnlyTypes: ReadonlySet<unknown> = new Set(['connection_ack', 'next', 'error']);

/**
 * Parses what clients send. A message of a type that only servers may send becomes null, which
 * graphql-ws refuses as malformed. The text of a document stays in memory as long as its
 * subscription, so equal texts of many clients become one string.
 */
export function createMessageParser(): (text: string) => ClientMessage {
  const texts = createTextCache<string>(textLimits);

  function shared(text: string): string {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  }

  return (text) => {
    try {
      const message: { type?: unknown; payload?: { query?: unknown } } | null = JSON.parse(text);
      if (serverOnlyTypes.has(message?.type)) return null;
      const payload = message?.payload;
      if (typeof payload?.query === 'string') payload.query = shared(payload.query);
      return message;
    } catch {
      return text;
    }
  };
}
