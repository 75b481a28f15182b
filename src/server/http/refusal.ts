import { assert } from '#std/assert';
import { errorCodes } from './error-codes.ts';

/**
 * A response that the server gives before GraphQL runs. It has the form of a GraphQL result, so
 * that clients read all errors the same way.
 */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RefusalOptions {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  /** The request's Accept header. */
  readonly accept: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusal({ code, message, requestId, accept, headers }: RefusalOptions): Refusal {
  const known = errorCodes[code];
  assert(known?.status, `the code ${code} has a status`);
  const { status, whatToDo, retryAfterSeconds } = known;
  const isModern = accept?.includes('application/graphql-response+json') ?? false;
  const type = isModern ? 'application/graphql-response+json' : 'application/json';
  return {
    status,
    headers: {
      'content-type': `${type}; charset=utf-8`,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...headers,
    },
    body: JSON.stringify({ errors: [{ message, extensions: { code, whatToDo, requestId } }] }),
  };
}
