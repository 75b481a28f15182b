import { createTextCache } from '#server/http';

/** A message as it was parsed, or the text of one that is no JSON: the protocol judges both. */
export type ClientMessage = unknown;

/** Of documents that subscriptions share. */
const textLimits = { textsMax: 1_000, charsMax: 500_000 };

/** What servers send; graphql-ws takes one from a client for a mistake of its own. */
const typesOfServers: ReadonlySet<unknown> = new Set(['connection_ack', 'next', 'error']);

/**
 * Parses what clients send. A message that only servers send becomes one that is none. The text of a document lives as long as its subscription: equal ones
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
      const message: { type?: unknown; payload?: { query?: unknown } } | null = JSON.parse(text);
      if (typesOfServers.has(message?.type)) return null;
      const payload = message?.payload;
      if (typeof payload?.query === 'string') payload.query = kept(payload.query);
      return message;
    } catch {
      return text;
    }
  };
}
