import type { ExecutionResult, GraphQLError } from 'graphql';
import { errorCodes } from './error-codes.ts';

/**
 * Gives each error of a result the HTTP status and headers that its response must have. `spec`
 * marks a status that GraphQL over HTTP asks for under `application/graphql-response+json` only;
 * under the older `application/json` such a response has status 200.
 */
interface HttpExtension {
  readonly status?: number;
  readonly spec?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `published` is `result` with its errors masked for the client, in the same order. */
export function withHttpStatus<Result extends Pick<ExecutionResult, 'data' | 'errors'>>(
  result: Result,
  published: Result,
): Result {
  const hasRun = result.data !== undefined && result.data !== null;
  const hasBegun = 'data' in result;
  published.errors?.forEach((error, index) => {
    const original = result.errors?.[index];
    const http = original && httpOf(original, String(error.extensions.code), { hasBegun, hasRun });
    if (http) error.extensions.http = http;
  });
  return published;
}

interface Progress {
  /** Whether the operation began to run. */
  readonly hasBegun: boolean;
  /** Whether it gave data. */
  readonly hasRun: boolean;
}

function httpOf(original: GraphQLError, code: string, progress: Progress): HttpExtension | null {
  const given = original.extensions.http as HttpExtension | undefined;
  // Yoga passes on the JSON parser's error as the original one: the body is no JSON, which is
  // always 400.
  if (given && original.extensions.originalError) return { status: given.status ?? 400 };
  if (given?.status) return given;
  const known = errorCodes[code];
  // A result with data is sent as 200, even if a bug of ours cost a part of it.
  if (known?.status && !(progress.hasRun && known.status === 500)) {
    const { status, retryAfterSeconds } = known;
    if (retryAfterSeconds === undefined) return { status };
    return { status, headers: { 'retry-after': String(retryAfterSeconds) } };
  }
  return progress.hasBegun ? null : { spec: true, status: 400 };
}
