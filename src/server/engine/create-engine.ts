import type { IncomingHttpHeaders } from 'node:http';
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import {
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
} from 'graphql';
import { createYoga, isAsyncIterable, type Plugin, type YogaServerInstance } from 'graphql-yoga';
import type { HttpResponse } from '#server/http';
import {
  createTextCache,
  executedOperationOf,
  factsOfSubscription,
  graphqlPath,
  mapStream,
  type RequestFacts,
  withHttpStatus,
} from '#server/http';
import { graphiqlOptions, renderGraphiqlPage } from './graphiql-page.ts';
import { createCostJudge, type JudgeCost, limitCost } from './limit-cost.ts';
import { limitShape, type ShapeLimits } from './limit-shape.ts';
import { nameArguments } from './name-arguments.ts';
import { type PublishingOptions, publicResult } from './public-result.ts';
import { createQuickAnswers, type EngineRequest, type QuickAnswers } from './quick-answers.ts';
import { shareExecution } from './share-execution.ts';

/**
 * GraphQL itself: Yoga with its plugins. HTTP is handled around it (`http-door.ts`), and sockets
 * use its parsing, validation and execution with the same limits.
 */
export interface EngineOptions<Actor, Context extends object> {
  readonly schema: GraphQLSchema;
  readonly createContext: (facts: RequestFacts<Actor>) => Context;
  /**
   * Lets go of what is kept by a context whose query was answered. A weak map would let it go too,
   * but only at the next great collection, and until then all of it is carried along.
   */
  readonly endContext?: (context: Context) => void;
  readonly limits: OperationLimits;
  /** Who may ask for the schema, and is helped with its names when one is misspelt. */
  readonly introspection: 'nobody' | 'authenticated' | 'everyone';
  readonly isGraphiqlServed: boolean;
  /** Documents by the hex SHA-256 of their text; when given, no others are answered. */
  readonly persistedOperations: ReadonlyMap<string, string> | null;
  readonly isUnavailable: (error: unknown) => boolean;
  /**
   * Names the rights of a context: subscribers of equal rights who ask alike are given the same
   * answers. Null, or none told, for answers that are shared with nobody.
   */
  readonly rightsOf?: (context: Context) => string | null;
}

interface OperationLimits extends ShapeLimits {
  readonly costMax: number;
}

/** Headers that no web page can send without a preflight request; one of them is enough. */
const csrfHeaders = [
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-api-key',
  'authorization',
];

interface EngineContext<Actor> {
  readonly facts: RequestFacts<Actor>;
  /** Of a query that has run already. */
  readonly result?: ExecutionResult | undefined;
}

export interface Engine<Actor> {
  /** Answers one HTTP request. */
  answer(request: EngineRequest, facts: RequestFacts<Actor>): Promise<HttpResponse | Response>;
  /**
   * Parsing, validation, context and execution of one operation of a socket, under the same
   * limits. What comes out is still to be published.
   */
  envelop(facts: RequestFacts<Actor>): Enveloped;
  /** The text of an operation that a socket sends, by itself or by its hash. */
  findDocument(params: OperationParams): string | GraphQLError;
  /** Makes a result of a socket's operation fit for strangers: masked, coded, logged once. */
  publish(result: ExecutionResult, facts: RequestFacts<Actor>): ExecutionResult;
}

export type Enveloped = ReturnType<YogaServerInstance<object, object>['getEnveloped']>;

interface OperationParams {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

export function createEngine<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
): Engine<Actor> {
  const judgeCost = createCostJudge(options.limits.costMax);
  const quick = createQuickAnswers<Actor, Context>({
    ...options,
    judgeCost,
    mayIntrospect: (facts) => mayIntrospect(options, facts),
  });
  const yoga = createYogaOf(options, judgeCost, quick);
  const { Request } = yoga.fetchAPI;
  const { persistedOperations } = options;
  return {
    async answer(request, facts) {
      const answer = await quick.answer(request, facts);
      if (answer?.kind === 'answered') return answer.answer;
      const { method, url, body } = request;
      const headers = textsOf(request.headers);
      const { signal } = facts;
      const init = { method, headers, signal, body: body as Uint8Array<ArrayBuffer> | null };
      const asked = new Request(`http://gateway${url}`, init);
      return yoga.handleRequest(asked, contextOf(facts, answer?.result));
    },
    envelop: (facts) => yoga.getEnveloped({ facts } as never) as unknown as Enveloped,
    findDocument: (params) => findDocument(params, persistedOperations),
    publish: (result, facts) => publicResult(result, publishingOf(options, facts)),
  };
}

/** Headers as one text each. */
function textsOf(headers: IncomingHttpHeaders): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) texts[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return texts;
}

function createYogaOf<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
  judgeCost: JudgeCost,
  quick: QuickAnswers<Actor>,
) {
  return createYoga<EngineContext<Actor>, Context>({
    schema: options.schema,
    context: ({ facts }) => options.createContext(facts),
    graphqlEndpoint: graphqlPath,
    graphiql: options.isGraphiqlServed && graphiqlOptions,
    renderGraphiQL: renderGraphiqlPage,
    plugins: pluginsOf(options, judgeCost, quick),
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

/** Yoga keeps what belongs to one request in the object that it is given with it. */
function contextOf<Actor>(facts: RequestFacts<Actor>, result?: ExecutionResult | undefined) {
  return { facts, result, waitUntil: () => {} };
}

/** In order; each stands where it does for a reason. */
function pluginsOf<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
  judgeCost: JudgeCost,
  quick: QuickAnswers<Actor>,
): Plugin[] {
  const { persistedOperations, introspection, limits } = options;
  return [
    // First, before a body is parsed: a forged request gets no further.
    useCSRFPrevention({ requestHeaders: csrfHeaders }),
    // Before parsing, since it decides which document there is to parse.
    ...(persistedOperations ? [allowOnly(persistedOperations)] : []),
    // The token limit replaces the parser; the other limits add their rules to validation.
    ...limitShape(limits),
    ...(introspection === 'everyone' ? [] : [forbidIntrospection(options)]),
    // After the rules that find misfits; the cache of validation results comes later still.
    nameArguments(),
    // What has run already is not run again.
    takeResult(),
    // The cost depends on variables, so it is judged when an operation is about to run.
    limitCost(judgeCost),
    learnDocuments(quick),
    keepChangesGoing(),
    // Takes the place of the executor, for subscriptions.
    shareExecution<Context & EngineContext<Actor>, RequestFacts<Actor>>({
      rightsOf: options.rightsOf ?? (() => null),
      factsOf: ({ facts }) => factsOfSubscription(facts),
      contextOfEvent: (facts) => ({ ...contextOf(facts), ...options.createContext(facts) }),
    }),
    // Last: whatever became an error above is made fit for strangers here.
    publish(options),
  ] as Plugin[];
}

function allowOnly(operations: ReadonlyMap<string, string>): Plugin {
  return usePersistedOperations({ getPersistedOperation: (key) => operations.get(key) ?? null });
}

function findDocument(
  { query, extensions }: OperationParams,
  operations: ReadonlyMap<string, string> | null,
): string | GraphQLError {
  if (operations === null) {
    return typeof query === 'string' ? query : new GraphQLError('Must provide query string.');
  }
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } };
  const known = operations.get(String(persistedQuery?.sha256Hash));
  if (known !== undefined && query === undefined) return known;
  const code = 'OPERATION_NOT_ALLOWED';
  return new GraphQLError('This operation is not allowed here.', { extensions: { code } });
}

function forbidIntrospection<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
): Plugin<EngineContext<Actor>> {
  return {
    onValidate({ context, addValidationRule }) {
      if (!mayIntrospect(options, context.facts))
        addValidationRule(NoSchemaIntrospectionCustomRule);
    },
  };
}

function mayIntrospect<Actor, Context extends object>(
  { introspection }: EngineOptions<Actor, Context>,
  { isAuthenticated }: RequestFacts<Actor>,
): boolean {
  return introspection === 'everyone' || (introspection === 'authenticated' && isAuthenticated);
}

function takeResult<Actor>(): Plugin<EngineContext<Actor>> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      if (args.contextValue.result) setResultAndStopExecution(args.contextValue.result);
    },
  };
}

/** What has come this far is valid for who sent it. */
function learnDocuments<Actor>(quick: QuickAnswers<Actor>): Plugin<EngineContext<Actor>> {
  return {
    onExecute({ args: { contextValue, document } }) {
      const { facts, params } = contextValue;
      if (typeof params?.query === 'string') quick.learn(params.query, document, facts);
    },
  };
}

function keepChangesGoing<Actor>(): Plugin<EngineContext<Actor>> {
  return {
    onExecute({ args }) {
      const operation = getOperationAST(args.document, args.operationName);
      const { facts } = args.contextValue;
      if (operation) facts?.noteOperation?.(executedOperationOf(operation));
      if (operation?.operation === 'mutation') facts?.keepRunning();
    },
  };
}

function publishingOf<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
  facts: RequestFacts<Actor>,
): PublishingOptions {
  const { requestId, log, signal } = facts;
  const isSuggesting = mayIntrospect(options, facts);
  return { requestId, log, signal, isUnavailable: options.isUnavailable, isSuggesting };
}

function publish<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
): Plugin<object, EngineContext<Actor>> {
  return {
    onResultProcess({ result, setResult, serverContext: { facts } }) {
      const publishing = publishingOf(options, facts);
      if (isAsyncIterable<ExecutionResult>(result)) {
        setResult(mapStream(result, facts.signal, (each) => publicResult(each, publishing)));
      } else if (!Array.isArray(result)) {
        const single = result as ExecutionResult;
        setResult(withHttpStatus(single, publicResult(single, publishing)));
      }
    },
  };
}
