import { errorOf, GatewayError, type ToldError } from './gateway-error.ts';
import type { WatchEndReason } from './watch-state.ts';

/** What became of a subscription that ended with an error: `reason` is null where it goes on. */
export interface EndVerdict {
  readonly reason: Exclude<WatchEndReason, 'stopped'> | null;
  readonly error: GatewayError;
}

const finalCodes: Readonly<Record<string, EndVerdict['reason']>> = {
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not-found',
  CURSOR_TOO_OLD: 'cursor-lost',
  FOREIGN_CURSOR: 'cursor-lost',
  BAD_REQUEST: 'refused',
  GRAPHQL_PARSE_FAILED: 'refused',
  GRAPHQL_VALIDATION_FAILED: 'refused',
  INVALID_ARGUMENT: 'refused',
  OPERATION_NOT_ALLOWED: 'refused',
  OPERATION_RESOLUTION_FAILURE: 'refused',
  QUERY_TOO_COMPLEX: 'refused',
};

/** Closes after which coming back would only bring the same again. */
const finalCloses: Readonly<Record<number, EndVerdict['reason']>> = {
  1008: 'refused',
  4400: 'refused',
  4401: 'refused',
  4403: 'unauthenticated',
  4406: 'refused',
  4409: 'refused',
  4429: 'refused',
};

/** Judges what graphql-ws hands to a sink: errors of GraphQL, a close, or an error of a socket. */
export function judgeEnd(cause: unknown): EndVerdict {
  if (Array.isArray(cause)) {
    const error = errorOf(cause as readonly ToldError[]);
    return { reason: finalCodes[error.code] ?? null, error };
  }
  const { code, reason } = (cause ?? {}) as { code?: unknown; reason?: unknown };
  if (typeof code !== 'number') {
    const message = 'The gateway cannot be reached.';
    return { reason: null, error: new GatewayError(message, { code: 'UNREACHABLE', cause }) };
  }
  const because = typeof reason === 'string' && reason !== '' ? `: ${reason}` : '';
  const ending = finalCloses[code] ?? null;
  const error = new GatewayError(`The gateway closed the socket (${code})${because}.`, {
    code: closeNames[ending ?? 'null'] ?? 'UNAVAILABLE',
    cause,
  });
  return { reason: ending, error };
}

const closeNames: Readonly<Record<string, string>> = {
  refused: 'SOCKET_REFUSED',
  unauthenticated: 'UNAUTHENTICATED',
};
