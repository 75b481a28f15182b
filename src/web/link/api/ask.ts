import { after } from '#web/shared/platform.ts';

/** What came of asking the gateway. */
export type Reply<Data> =
  | { readonly kind: 'answered'; readonly data: Data }
  /** Nothing was sent: there is no network. */
  | { readonly kind: 'offline' }
  /** It was sent, and whether it arrived is not known. */
  | { readonly kind: 'lost' }
  /** Too often; after so many milliseconds it may be asked again. */
  | { readonly kind: 'limited'; readonly waitMs: number }
  /** Something answered, and not as the gateway does. */
  | { readonly kind: 'broken' };

export interface AskOptions {
  readonly linkToken: string;
  readonly timeoutMs: number;
}

const waitMsDefault = 10_000;

/**
 * Sends one operation, once: what becomes of a login that was sent twice cannot be taken back. No
 * cookie goes along, nothing is kept, and the address of the page is told to nobody.
 */
export async function ask<Data>(
  query: string,
  variables: object,
  { linkToken, timeoutMs }: AskOptions,
): Promise<Reply<Data>> {
  if (!navigator.onLine) return { kind: 'offline' };
  const abort = new AbortController();
  const end = after(timeoutMs, () => abort.abort());
  try {
    const response = await fetch('../graphql', {
      method: 'POST',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: abort.signal,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-link-token': linkToken,
      },
      body: JSON.stringify({ query, variables }),
    });
    return await replyOf<Data>(response);
  } catch {
    return { kind: 'lost' };
  } finally {
    end();
  }
}

async function replyOf<Data>(response: Response): Promise<Reply<Data>> {
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { kind: 'limited', waitMs: Number.isFinite(seconds) ? seconds * 1000 : waitMsDefault };
  }
  const text = await response.text();
  const body = parsed(text) as { data?: Data | null; errors?: unknown } | null;
  return body?.data && !body.errors ? { kind: 'answered', data: body.data } : { kind: 'broken' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
