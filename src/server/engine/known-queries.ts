import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
} from 'graphql';
import { createQueryCompiler, type QueryResult } from '#query-compiler';
import type { HttpResponse, RequestFacts } from '#server/http';
import { createTextCache, executedOperationOf, resultMediaTypeOf } from '#server/http';
import type { CostLine } from '#server/limits';
import type { GraphqlParams } from './graphql-params.ts';
import { type Introspection, mayIntrospect } from './introspection.ts';
import { type JudgeCost, tooManyLarge } from './limit-cost.ts';
import { type PersistedOperations, plainDocumentOf } from './persisted-operations.ts';

/**
 * Answers queries that are known from before without Yoga, by the query compiler. A document becomes
 * known when Yoga has parsed it, found it valid and is about to run a query of it. What it costs is
 * judged by the same function as in Yoga. A request that is not plainly in order is left to Yoga
 * before a resolver was called; when a query ran with errors, Yoga is given its result and tells
 * them as it tells all others. So statuses, negotiation, masking and logs exist once.
 */
export interface KnownQueries<Actor> {
  answer(
    params: GraphqlParams,
    accept: string | undefined,
    facts: RequestFacts<Actor>,
  ): Promise<KnownQueryOutcome>;
  /** Makes the document known for callers with this one's right to introspection. */
  learn(text: string, params: LearnedOperation, facts: RequestFacts<Actor>): void;
}

export type KnownQueryOutcome =
  | { readonly kind: 'left-to-yoga' }
  | { readonly kind: 'answered'; readonly response: HttpResponse }
  | { readonly kind: 'ran-with-errors'; readonly result: ExecutionResult };

interface LearnedOperation {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
}

export interface KnownQueriesOptions<Actor, Context extends object> {
  readonly schema: GraphQLSchema;
  readonly createContext: (facts: RequestFacts<Actor>) => Context;
  readonly endContext?: ((context: Context) => void) | undefined;
  /** A document that is valid for those who may is not for those who may not. */
  readonly introspection: Introspection;
  readonly judgeCost: JudgeCost;
  /** Where costly operations wait for their turn. */
  readonly costLine: CostLine;
  readonly persistedOperations: PersistedOperations | null;
}

/** What applications really send fits in easily. */
const documentCacheLimits = { textsMax: 500, charsMax: 100_000 };

const leftToYoga: KnownQueryOutcome = { kind: 'left-to-yoga' };

export function createKnownQueries<Actor, Context extends object>(
  options: KnownQueriesOptions<Actor, Context>,
): KnownQueries<Actor> {
  const { schema, createContext, endContext, judgeCost, costLine, introspection } = options;
  const compiler = createQueryCompiler(schema);
  const withIntrospection = createTextCache<DocumentNode>(documentCacheLimits);
  const withoutIntrospection = createTextCache<DocumentNode>(documentCacheLimits);
  const documentsFor = (facts: RequestFacts<Actor>) =>
    mayIntrospect(introspection, facts) ? withIntrospection : withoutIntrospection;

  return {
    async answer(params, accept, facts) {
      const mediaType = resultMediaTypeOf(accept);
      const text = plainDocumentOf(params, options.persistedOperations);
      const document = text === null ? undefined : documentsFor(facts).get(text);
      if (mediaType === null || !document) return leftToYoga;
      const variables = params.variables ?? {};
      const { error, cost } = judgeCost(schema, document, variables);
      if (error) return leftToYoga;
      const query = compiler.compile(document, params.operationName ?? undefined, variables);
      if (!query) return leftToYoga;
      facts.noteOperation?.(executedOperationOf(query.operation));
      const context = createContext(facts);
      const run = () => query.run(context);
      const result = await costLine.run(facts.callerKey, cost, run);
      endContext?.(context);
      return result ? outcomeOf(result, mediaType) : tooMany();
    },

    learn(text, { document, operationName }, facts) {
      const operation = getOperationAST(document, operationName);
      if (operation?.operation === 'query') documentsFor(facts).set(text, document);
    },
  };
}

function outcomeOf(result: QueryResult, mediaType: string): KnownQueryOutcome {
  if (result.kind === 'with-errors') {
    const { data, errors } = result;
    return { kind: 'ran-with-errors', result: { errors, data: JSON.parse(data) } };
  }
  const headers = { 'content-type': `${mediaType}; charset=utf-8` };
  const response = { status: 200, headers, body: `{"data":${result.data}}` };
  return { kind: 'answered', response };
}

function tooMany(): KnownQueryOutcome {
  return { kind: 'ran-with-errors', result: { errors: [tooManyLarge()] } };
}
