import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Where a deployment lists its operations, no others are answered, and each is asked for by its hash
 * (`extensions.persistedQuery.sha256Hash`). The three ways in, Yoga, known queries and sockets, take
 * the same list: the texts of the operations by the hex SHA-256 of each.
 */
export type PersistedOperations = ReadonlyMap<string, string>;

interface OperationParams {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/** `pageOperations`: the texts that the deployment's own pages send. */
export function allowOnly(
  operations: PersistedOperations,
  pageOperations: ReadonlySet<string> = new Set(),
): Plugin {
  const plugin = usePersistedOperations({
    getPersistedOperation: (key) => operations.get(key) ?? null,
  }) as Plugin;
  return {
    ...plugin,
    onParams(payload) {
      const { query } = payload.params;
      if (query !== undefined && pageOperations.has(query)) return;
      return plugin.onParams?.(payload);
    },
  };
}

/**
 * Where no operations are listed: Apollo clients send a hash alone at first, and the text when they
 * are told in this very form that hashes are not kept.
 */
export function answerHashes(): Plugin {
  return {
    onParams({ params: { query, extensions } }) {
      if (isHashAlone({ query, extensions })) throw hashesNotKept();
    },
  };
}

function isHashAlone({ query, extensions }: OperationParams): boolean {
  return (query ?? '') === '' && persistedQueryOf(extensions).sha256Hash !== undefined;
}

function hashesNotKept(): GraphQLError {
  return new GraphQLError('PersistedQueryNotSupported', {
    extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED', http: { status: 200 } },
  });
}

/** The text of an operation that a socket sends. */
export function documentOf(
  { query, extensions }: OperationParams,
  operations: PersistedOperations | null,
): string | GraphQLError {
  if (operations === null) {
    if (isHashAlone({ query, extensions })) return hashesNotKept();
    return typeof query === 'string' ? query : new GraphQLError('Must provide query string.');
  }
  const known = operations.get(String(persistedQueryOf(extensions).sha256Hash));
  if (known !== undefined && query === undefined) return known;
  const code = 'OPERATION_NOT_ALLOWED';
  return new GraphQLError('This operation is not allowed here.', { extensions: { code } });
}

/** The same of an HTTP request in the usual form; null where Yoga is to say what is wrong. */
export function plainDocumentOf(
  { query, extensions }: OperationParams,
  operations: PersistedOperations | null,
): string | null {
  if (operations === null) return typeof query === 'string' ? query : null;
  const { version, sha256Hash } = persistedQueryOf(extensions);
  return query || version !== 1 ? null : (operations.get(String(sha256Hash)) ?? null);
}

interface PersistedQuery {
  readonly version?: unknown;
  readonly sha256Hash?: unknown;
}

function persistedQueryOf(extensions: unknown): PersistedQuery {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: PersistedQuery | null };
  return persistedQuery ?? {};
}
