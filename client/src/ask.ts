import type { Credential } from './credential.ts';
import { errorOf, GatewayError, type ToldError } from './gateway-error.ts';
import { callAfter } from './platform.ts';

export interface AskOptions {
  readonly url: string;
  readonly credential: Credential;
  readonly fetch: typeof fetch;
  /** How long an answer may take. */
  readonly timeoutMs: number;
}

export type Ask = (query: string, variables: object | undefined) => Promise<unknown>;

/**
 * Sends an operation over HTTP and gives its data. Asks once more with a fresh token where the one
 * at hand was refused; everything else that keeps an answer away is a GatewayError.
 */
export function createAsk(options: AskOptions): Ask {
  const { credential } = options;
  return async (query, variables) => {
    const body = JSON.stringify({ query, variables });
    const headers = await credential.headers();
    try {
      return await post(options, body, headers);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'UNAUTHENTICATED') throw error;
      credential.refuse(headers);
      const fresh = await credential.headers();
      if (fresh === headers || fresh.authorization === headers.authorization) throw error;
      return post(options, body, fresh);
    }
  };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly ToldError[];
}

async function post(
  { url, fetch, timeoutMs }: AskOptions,
  body: string,
  credentials: Readonly<Record<string, string>>,
): Promise<unknown> {
  const over = new AbortController();
  const cancel = callAfter(timeoutMs, () => over.abort());
  const headers = {
    ...credentials,
    accept: 'application/graphql-response+json, application/json',
    'content-type': 'application/json',
  };
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method: 'POST', headers, body, signal: over.signal });
    text = await response.text();
  } catch (cause) {
    throw new GatewayError('The gateway cannot be reached.', {
      code: 'UNREACHABLE',
      whatToDo: 'Look at the network and at the address of the gateway, and try again.',
      cause,
    });
  } finally {
    cancel();
  }
  const answer = answerOf(text);
  const { status } = response;
  const requestId = response.headers.get('x-request-id');
  if (!answer) {
    throw new GatewayError(`The answer is none of a gateway (status ${status}).`, {
      code: 'UNREADABLE',
      status,
      requestId,
    });
  }
  const { data, errors } = answer;
  if (data === undefined || data === null || errors !== undefined) {
    const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
    throw errorOf(errors, { status, requestId, retryAfterMs });
  }
  return data;
}

function answerOf(text: string): Answer | null {
  try {
    const answer: unknown = JSON.parse(text);
    const isAnswer = typeof answer === 'object' && answer !== null;
    return isAnswer && ('data' in answer || 'errors' in answer) ? (answer as Answer) : null;
  } catch {
    return null;
  }
}

function retryAfterOf(seconds: string | null): number | null {
  return seconds !== null && /^\d+$/.test(seconds) ? Number(seconds) * 1000 : null;
}
