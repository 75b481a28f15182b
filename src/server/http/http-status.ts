import type { ExecutionResult, GraphQLError } from 'graphql';
import { errorCodes } from './error-codes.ts';

/**
 * The HTTP side of a result: gives each error the status and headers that its answer is due. A
 * `spec` status is one that GraphQL over HTTP asks for under `application/graphql-response+json`,
 * and answers with 200 under the older `application/json`.
 */
interface HttpExtension {
  readonly status?: number;
  readonly spec?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `published` is what became of `result` on its way to the public, error by error. */
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
  // Yoga marks a body that is no JSON by the parser's own error; such a request is never well-formed.
  if (given && original.extensions.originalError) return { status: given.status ?? 400 };
  if (given?.status) return given;
  const known = errorCodes[code];
  // Half an answer is an answer, even if our own bug cost the other half.
  if (known?.status && !(progress.hasRun && known.status === 500)) {
    const { status, retryAfterSeconds } = known;
    if (retryAfterSeconds === undefined) return { status };
    return { status, headers: { 'retry-after': String(retryAfterSeconds) } };
  }
  return progress.hasBegun ? null : { spec: true, status: 400 };
}
