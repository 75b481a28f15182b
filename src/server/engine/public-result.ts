import { type ExecutionResult, GraphQLError, type GraphQLErrorExtensions } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import {
  errorCodes,
  errorCodesByStatus,
  mapStream,
  type RequestFacts,
  withHttpStatus,
} from '#server/http';
import type { Log } from '#std/log';
import { enumValues } from './argument-errors.ts';

/**
 * Turns a result into what a stranger may read (G2). An error keeps its message only if it was made
 * for callers, that is, if the error that was thrown first is a GraphQL error; any other is masked
 * and logged, here and once. Every error has a code, what to do, and the request's id.
 */
export interface PublishingOptions {
  readonly requestId: string;
  /** Aborted when nobody waits any more: what fails after that fails for this reason. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Whether an error means that the database or another part cannot be had just now. */
  readonly isUnavailable: (error: unknown) => boolean;
  readonly isSuggesting: boolean;
}

/**
 * Publishes whatever Yoga is about to answer: one result, or each of a stream with the cursor of its
 * event.
 */
export function publishResults<Actor>(
  publishing: (facts: RequestFacts<Actor>) => PublishingOptions,
  cursorOf: (result: ExecutionResult) => string | null,
): Plugin<object, { readonly facts: RequestFacts<Actor> }> {
  return {
    onResultProcess({ result, setResult, serverContext: { facts } }) {
      const options = publishing(facts);
      if (isAsyncIterable<ExecutionResult>(result)) {
        const publish = (each: ExecutionResult) => {
          facts.noteResult?.(cursorOf(each));
          return publicResult(each, options);
        };
        setResult(mapStream(result, facts.signal, publish));
      } else if (!Array.isArray(result)) {
        const single = result as ExecutionResult;
        setResult(withHttpStatus(single, publicResult(single, options)));
      }
    },
  };
}

export function publicResult<Result extends Pick<ExecutionResult, 'errors'>>(
  result: Result,
  options: PublishingOptions,
): Result {
  if (!result.errors?.length) return result;
  return { ...result, errors: result.errors.map((error) => publicError(error, options)) };
}

function publicError(error: GraphQLError, options: PublishingOptions): GraphQLError {
  const { message, extensions } = publicFactsOf(error, options);
  const { originalError: _error, http: _http, [enumValues]: values, ...facts } = extensions;
  const code = codeOf(extensions);
  return new GraphQLError(options.isSuggesting ? message : withoutSuggestion(message), {
    nodes: error.nodes ?? null,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: {
      ...facts,
      ...(options.isSuggesting && Array.isArray(values)
        ? { expected: `one of ${values.join(', ')}` }
        : {}),
      code,
      whatToDo: extensions.whatToDo ?? errorCodes[code]?.whatToDo,
      requestId: options.requestId,
    },
  });
}

interface PublicFacts {
  readonly message: string;
  readonly extensions: GraphQLErrorExtensions;
}

function publicFactsOf(error: GraphQLError, options: PublishingOptions): PublicFacts {
  const { requestId, log, isUnavailable, signal } = options;
  const cause = rootOf(error);
  if (cause instanceof GraphQLError)
    return { message: withoutValues(error.message), extensions: error.extensions };
  if (cause instanceof SyntaxError && error.path === undefined) {
    const message = 'The request holds invalid JSON.';
    return { message, extensions: { code: 'BAD_REQUEST' } };
  }
  if (signal.aborted) {
    log.info('request.given-up', { requestId, error: cause });
    return { message: 'The request was given up.', extensions: { code: 'UNAVAILABLE' } };
  }
  if (isUnavailable(cause)) {
    log.warn('request.unavailable', { requestId, error: cause });
    const message = 'The gateway cannot answer this just now.';
    return { message, extensions: { code: 'UNAVAILABLE' } };
  }
  log.error('request.failed', { requestId, path: error.path?.join('.'), error: cause });
  const message = 'Something went wrong on our side.';
  return { message, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/**
 * A value that does not fit its type is not repeated: it may be a password in the wrong form. What
 * was expected is said behind it.
 */
function withoutValues(message: string): string {
  return message
    .replace(/ got invalid value [\s\S]*?(?=; [A-Z]| at "|$)/, ' got an invalid value')
    .replace(/(cannot represent [^:]*): [\s\S]*$/, '$1.');
}

/** The error that was thrown first. */
function rootOf(error: unknown): unknown {
  if (!(error instanceof GraphQLError) || error.originalError == null) return error;
  return rootOf(error.originalError);
}

function codeOf({ code, http }: GraphQLErrorExtensions): string {
  const status = (http as { status?: number } | undefined)?.status ?? 400;
  if (typeof code === 'string' && code !== 'BAD_REQUEST') return renamed.get(code) ?? code;
  return errorCodesByStatus.get(status) ?? 'BAD_REQUEST';
}

/** Codes of Yoga and its plugins, and our names for them. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['REQUEST_ENTITY_TOO_LARGE', 'BODY_TOO_LARGE'],
  ['PERSISTED_QUERY_NOT_IN_LIST', 'OPERATION_NOT_ALLOWED'],
  ['PERSISTED_QUERY_ID_REQUIRED', 'OPERATION_NOT_ALLOWED'],
  ['CANNOT_SEND_PQ_ID_AND_BODY', 'OPERATION_NOT_ALLOWED'],
]);

function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean .+\?/g, '');
}
