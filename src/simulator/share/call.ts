import type { IncomingMessage } from 'node:http';

/**
 * The parameters of a request, from the query and from a JSON body, with keys in any case: clients
 * put them into either, and send no body, `{}` or `""` where they have none.
 */
export type Parameters = (name: string) => string | undefined;

/** What of a request is a parameter; an upload holds objects and arrays beside these. */
const parameterNames = new Set(
  ['accountName', 'accountId', 'password', 'applicationId', 'sessionId', 'minutes', 'maxCount'].map(
    (name) => name.toLowerCase(),
  ),
);

export interface BodyReading {
  readonly text: string;
  readonly isTooLarge: boolean;
}

/** Enough for a phone's upload of a day. */
const requestBodyBytesMax = 256 * 1024;

export async function readBody(request: IncomingMessage): Promise<BodyReading> {
  if (request.headers['content-length'] === '0') return { text: '', isTooLarge: false };
  const chunks: Buffer[] = [];
  let bytes = 0;
  const parts: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of parts) {
    bytes += chunk.length;
    if (bytes > requestBodyBytesMax) return { text: '', isTooLarge: true };
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('utf8'), isTooLarge: false };
}

/**
 * The body as JSON; `undefined` for an empty one, null when it is none. One that does not claim to be
 * JSON, such as a form, is left alone: clients send it beside a query that says all.
 */
export function parseBody(text: string, contentType = ''): { readonly value: unknown } | null {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return contentType === '' || contentType.includes('json') ? null : { value: undefined };
  }
}

/** Which JSON stands where a text belongs, as the service's parser names it; null where none does. */
export function wrongTokenOf(body: unknown): 'START_ARRAY' | 'START_OBJECT' | null {
  if (Array.isArray(body)) return 'START_ARRAY';
  if (typeof body !== 'object' || body === null) return null;
  for (const [name, value] of Object.entries(body)) {
    if (!parameterNames.has(name.toLowerCase()) || typeof value !== 'object') continue;
    if (value !== null) return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
  }
  return null;
}

export function parametersOf(query: string, body: unknown): Parameters {
  const byName = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) byName.set(name.toLowerCase(), value);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
    for (const [name, value] of Object.entries(body)) {
      if (value !== null && typeof value !== 'object') byName.set(name.toLowerCase(), `${value}`);
    }
  }
  return (name) => byName.get(name.toLowerCase());
}
