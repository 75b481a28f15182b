import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { createYoga, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import { createTextCache, graphqlPath, type HttpResponse, type RequestFacts } from '#server/http';
import type { CostLine } from '#server/limits';
import type { EngineOptions } from './engine-options.ts';
import { contextOf, type EngineContext, pluginsOf } from './engine-plugins.ts';
import { graphiqlAnswer } from './graphiql-page.ts';
import { type EngineRequest, isGraphqlParams, parseJsonBody } from './graphql-params.ts';
import { findHalfCharacter, mayHoldHalfCharacter } from './half-characters.ts';
import { mayIntrospect } from './introspection.ts';
import { createKnownQueries, type KnownQueryOutcome } from './known-queries.ts';
import { createCostJudge } from './limit-cost.ts';
import { documentOf } from './persisted-operations.ts';
import { publicResult } from './public-result.ts';

/**
 * GraphQL for HTTP and for sockets. A request for a known query is answered by `known-queries`, any
 * other by Yoga; sockets use Yoga's parsing, validation and execution with the same limits.
 */
export interface Engine<Actor> {
  /** Answers one HTTP request. */
  answer(request: EngineRequest, facts: RequestFacts<Actor>): Promise<EngineAnswer>;
  /**
   * Parsing, validation, context and execution of one operation of a socket, under the same
   * limits. What comes out is still to be published.
   */
  envelop(facts: RequestFacts<Actor>): Enveloped;
  /** The text of an operation that a socket sends, by itself or by its hash. */
  findDocument(params: SocketParams): string | GraphQLError;
  /** Makes a result of a socket's operation fit for strangers: masked, coded, logged once. */
  publish(result: ExecutionResult, facts: RequestFacts<Actor>): ExecutionResult;
}

export type EngineAnswer =
  | { readonly kind: 'whole'; readonly response: HttpResponse }
  /** Yoga's, whose body may be a stream. */
  | { readonly kind: 'from-yoga'; readonly response: Response };

export type Enveloped = ReturnType<YogaServerInstance<object, object>['getEnveloped']>;

interface SocketParams {
  readonly query?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

export function createEngine<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
  costLine: CostLine,
): Engine<Actor> {
  const { introspection, persistedOperations, isUnavailable } = options;
  const judgeCost = createCostJudge(options.limits.costMax);
  const publishing = (facts: RequestFacts<Actor>) => {
    const { requestId, log, signal } = facts;
    const isSuggesting = mayIntrospect(introspection, facts);
    return { requestId, log, signal, isUnavailable, isSuggesting };
  };
  const knownQueries = createKnownQueries<Actor, Context>({ ...options, judgeCost, costLine });
  const parts = { judgeCost, costLine, knownQueries, publishing };
  const yoga = createYogaOf(options, pluginsOf(options, parts));

  async function answerKnown(
    { headers, body: bytes }: EngineRequest,
    body: Record<string, unknown> | null,
    facts: RequestFacts<Actor>,
  ): Promise<KnownQueryOutcome> {
    if (!body || !isGraphqlParams(body) || mayHoldHalfCharacter(bytes)) {
      return { kind: 'left-to-yoga' };
    }
    return knownQueries.answer(body, headers.accept, facts);
  }

  return {
    async answer(request, facts) {
      const parsedBody = parseJsonBody(request);
      const outcome = await answerKnown(request, parsedBody, facts);
      if (outcome.kind === 'answered') return { kind: 'whole', response: outcome.response };
      const result = outcome.kind === 'ran-with-errors' ? outcome.result : undefined;
      const context = contextOf({ facts, result, parsedBody: parsedBody ?? undefined });
      const response = await yoga.handleRequest(
        fetchRequestOf(yoga.fetchAPI.Request, request, facts.signal),
        context,
      );
      if (response.headers.get('content-type')?.startsWith('text/html')) {
        const accepted = request.headers['accept-encoding']?.toString();
        return { kind: 'whole', response: await graphiqlAnswer(accepted) };
      }
      return { kind: 'from-yoga', response };
    },
    envelop: (facts) => yoga.getEnveloped({ facts } as never) as unknown as Enveloped,
    findDocument: (params) =>
      findHalfCharacter(params.variables) ?? documentOf(params, persistedOperations),
    publish: (result, facts) => publicResult(result, publishing(facts)),
  };
}

function createYogaOf<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
  plugins: Plugin[],
) {
  return createYoga<EngineContext<Actor>, Context>({
    schema: options.schema,
    context: ({ facts }) => options.createContext(facts),
    graphqlEndpoint: graphqlPath,
    graphiql: options.isGraphiqlServed,
    // Yoga says whether the page is asked for; `answer` puts it there.
    renderGraphiQL: () => '',
    plugins,
    parserAndValidationCache: {
      documentCache: createTextCache(documentCacheLimits),
      errorCache: createTextCache(errorCacheLimits),
    },
    // What follows is done around Yoga, or not at all.
    batching: false,
    multipart: false,
    cors: false,
    landingPage: false,
    logging: false,
    maskedErrors: false,
    maxRequestBodySize: false,
    healthCheckEndpoint: '/never',
  });
}

/** A parsed document takes some 150 bytes for each character of its text. */
const documentCacheLimits = { textsMax: 1_000, charsMax: 500_000 };
const errorCacheLimits = { textsMax: 100, charsMax: 100_000 };

function fetchRequestOf(
  Request: typeof globalThis.Request,
  { method, url, headers, body }: EngineRequest,
  signal: AbortSignal,
): Request {
  const init = { method, headers: textsOf(headers), signal };
  return new Request(`http://gateway${url}`, {
    ...init,
    body: body as Uint8Array<ArrayBuffer> | null,
  });
}

/** Headers as one text each. */
function textsOf(headers: IncomingHttpHeaders): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) texts[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return texts;
}
