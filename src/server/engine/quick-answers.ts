import type { IncomingHttpHeaders } from 'node:http';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  getVariableValues,
} from 'graphql';
import { createQueryPlans, type QueryPlan } from '#query-compiler';
import type { HttpResponse, RequestFacts } from '#server/http';
import {
  createTextCache,
  executedOperationOf,
  graphqlPath,
  type ResultMediaType,
  resultMediaTypeOf,
} from '#server/http';
import type { JudgeCost } from './limit-cost.ts';

/**
 * A way beside Yoga for what clients mostly send: one query as JSON by POST, known from before. A
 * document is known once Yoga has parsed it, found it valid and was about to run it; its cost is
 * judged by the same judge, and the compiled query gives the text of the answer. Whatever is not
 * plainly in order goes Yoga's way from the start, before anything has run; and if a query had
 * errors, Yoga is given its result, and tells them as it tells all others.
 */
export interface QuickOptions<Actor, Context extends object> {
  readonly schema: GraphQLSchema;
  readonly createContext: (facts: RequestFacts<Actor>) => Context;
  readonly endContext?: ((context: Context) => void) | undefined;
  /** What is valid for one who may is not for one who may not. */
  readonly mayIntrospect: (facts: RequestFacts<Actor>) => boolean;
  readonly judgeCost: JudgeCost;
  readonly persistedOperations: ReadonlyMap<string, string> | null;
}

export interface EngineRequest {
  readonly method: string;
  /** The path with its query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | null;
}

export type QuickAnswer =
  | { readonly kind: 'answered'; readonly answer: HttpResponse }
  /** It has run, with errors that are still to be told. */
  | { readonly kind: 'ran'; readonly result: ExecutionResult };

export interface QuickAnswers<Actor> {
  /** Null for what is to go Yoga's way. */
  answer(request: EngineRequest, facts: RequestFacts<Actor>): Promise<QuickAnswer | null>;
  /** Makes a document known that is valid for this caller. */
  learn(text: string, document: DocumentNode, facts: RequestFacts<Actor>): void;
}

/** Beside those that the engine keeps: what applications really send fits in easily. */
const documentCacheLimits = { textsMax: 500, charsMax: 100_000 };

export function createQuickAnswers<Actor, Context extends object>(
  options: QuickOptions<Actor, Context>,
): QuickAnswers<Actor> {
  const { schema, createContext, endContext, judgeCost, persistedOperations, mayIntrospect } =
    options;
  const plans = createQueryPlans(schema);
  const ofSome = createTextCache<DocumentNode>(documentCacheLimits);
  const ofAll = createTextCache<DocumentNode>(documentCacheLimits);
  const documentsOf = (facts: RequestFacts<Actor>) => (mayIntrospect(facts) ? ofSome : ofAll);

  function planOf(params: Params, facts: RequestFacts<Actor>): QueryPlan | null {
    const text = textOf(params, persistedOperations);
    const document = text === null ? undefined : documentsOf(facts).get(text);
    if (!document || judgeCost(schema, document, params.variables ?? {})) return null;
    return plans.find(document, params.operationName ?? undefined);
  }

  async function answer(
    request: EngineRequest,
    facts: RequestFacts<Actor>,
  ): Promise<QuickAnswer | null> {
    const contentType = contentTypeOf(request);
    const params = contentType === null ? null : paramsOf(request.body);
    const plan = params && planOf(params, facts);
    if (!plan) return null;
    const definitions = plan.operation.variableDefinitions ?? [];
    const { coerced } = getVariableValues(schema, definitions, params.variables ?? {});
    const query = coerced ? plan.compiled(coerced) : null;
    if (!coerced || !query) return null;
    facts.noteOperation?.(executedOperationOf(plan.operation));
    const context = createContext(facts);
    const { data, errors } = await query.run(context, coerced);
    endContext?.(context);
    if (errors.length > 0) return { kind: 'ran', result: { errors, data: JSON.parse(data) } };
    const headers = { 'content-type': `${contentType}; charset=utf-8` };
    return { kind: 'answered', answer: { status: 200, headers, body: `{"data":${data}}` } };
  }

  return {
    answer,
    learn: (text, document, facts) => documentsOf(facts).set(text, document),
  };
}

/** The media type of the answer; null for a request that is not plainly a query as JSON. */
function contentTypeOf({ method, url, headers, body }: EngineRequest): ResultMediaType | null {
  if (method !== 'POST' || url !== graphqlPath || body === null) return null;
  if (!jsonContentType.test(headers['content-type'] ?? '')) return null;
  return resultMediaTypeOf(headers.accept);
}

const jsonContentType = /^application\/json(; ?charset=utf-8)?$/i;

interface Params {
  readonly query?: string | null;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly extensions?: Readonly<Record<string, unknown>> | null;
}

/** Null for any body that is not just as it should be. */
function paramsOf(body: Buffer | null): Params | null {
  let params: unknown;
  try {
    params = JSON.parse(`${body}`);
  } catch {
    return null;
  }
  if (!isRecord(params)) return null;
  for (const name of Object.keys(params)) {
    const isAsItShouldBe = params[name] === null || paramChecks[name]?.(params[name]);
    if (!isAsItShouldBe) return null;
  }
  return params;
}

const isText = (value: unknown) => typeof value === 'string';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const paramChecks: Readonly<Record<string, ((value: unknown) => boolean) | undefined>> = {
  __proto__: null as never,
  query: isText,
  operationName: isText,
  variables: isRecord,
  extensions: isRecord,
};

/** The text of the document, by itself or, where only some are allowed, by its hash. */
function textOf(
  { query, extensions }: Params,
  persistedOperations: ReadonlyMap<string, string> | null,
): string | null {
  if (persistedOperations === null) return query ?? null;
  const { persistedQuery } = (extensions ?? {}) as PersistedExtension;
  if (query || persistedQuery?.version !== 1) return null;
  return persistedOperations.get(persistedQuery.sha256Hash as string) ?? null;
}

interface PersistedExtension {
  readonly persistedQuery?: { readonly version?: unknown; readonly sha256Hash?: unknown } | null;
}
