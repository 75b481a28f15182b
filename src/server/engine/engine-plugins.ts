import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { type ExecutionResult, getOperationAST } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { executedOperationOf, factsOfSubscription, type RequestFacts } from '#server/http';
import type { CostLine } from '#server/limits';
import { nameArguments } from './argument-errors.ts';
import { countMutations } from './count-mutations.ts';
import type { EngineOptions } from './engine-options.ts';
import { refuseHalfCharacters } from './half-characters.ts';
import { forbidIntrospection } from './introspection.ts';
import type { KnownQueries } from './known-queries.ts';
import { type JudgeCost, limitCost, tooManyLarge } from './limit-cost.ts';
import { limitIntrospection } from './limit-introspection.ts';
import { limitShape } from './limit-shape.ts';
import { allowOnly, answerHashes } from './persisted-operations.ts';
import { type PublishingOptions, publishResults } from './public-result.ts';
import { shareExecutions } from './subscription-groups.ts';

/** What Yoga is given with a request; its plugins find it in their context. */
export interface EngineContext<Actor> {
  readonly facts: RequestFacts<Actor>;
  /** The body, where it has been parsed already. */
  readonly parsedBody?: GraphQLParams | undefined;
  /** The result, where the operation has run already. */
  readonly result?: ExecutionResult | undefined;
}

/** Yoga keeps what belongs to one request in the object that it is given with it. */
export function contextOf<Actor>(context: EngineContext<Actor>) {
  return { ...context, waitUntil: () => {} };
}

interface EngineParts<Actor> {
  readonly judgeCost: JudgeCost;
  readonly costLine: CostLine;
  readonly knownQueries: KnownQueries<Actor>;
  readonly publishing: (facts: RequestFacts<Actor>) => PublishingOptions;
}

/** The plugins in order; each stands where it does for a reason. */
export function pluginsOf<Actor, Context extends object>(
  options: EngineOptions<Actor, Context>,
  { judgeCost, costLine, knownQueries, publishing }: EngineParts<Actor>,
): Plugin[] {
  const { persistedOperations, pageOperations, introspection, limits, cursorOf } = options;
  const cursors = new WeakMap<ExecutionResult, string>();
  const noteCursor = (result: ExecutionResult, event: object) => {
    const cursor = cursorOf?.(event);
    if (typeof cursor === 'string') cursors.set(result, cursor);
  };
  return [
    // First, before a body is parsed: a forged request gets no further.
    useCSRFPrevention({ requestHeaders: csrfHeaders }),
    // Replaces Yoga's parser of the body, so that none is parsed twice.
    takeParsedBody(),
    refuseHalfCharacters(),
    // Before parsing, since it decides which document there is to parse.
    persistedOperations ? allowOnly(persistedOperations, pageOperations) : answerHashes(),
    // The token limit replaces the parser; the other limits add their rules to validation.
    ...limitShape(limits),
    limitIntrospection(options.schema),
    ...(introspection === 'everyone' ? [] : [forbidIntrospection(introspection)]),
    // After the rules that find wrong values; the cache of validation results comes later still.
    nameArguments(),
    // An operation that has run already is not run again.
    takeResult(),
    // The cost depends on variables, so it is judged when an operation is about to run.
    limitCost(judgeCost, costLine),
    countMutations(),
    // A document that has come this far is valid for the caller who sent it.
    learnQueries(knownQueries),
    finishMutations(),
    // Takes the place of the executor, for subscriptions.
    shareExecutions<Context & EngineContext<Actor>, RequestFacts<Actor>>({
      rightsOf: options.rightsOf ?? (() => null),
      factsOf: ({ facts }) => factsOfSubscription(facts),
      noterOf: ({ facts }) => (facts.noteResult ? noteCursor : null),
      sizeOf: options.sizeOfEvent ?? (() => 1),
      contextOfEvent: (facts) => ({ ...contextOf({ facts }), ...options.createContext(facts) }),
      run: async ({ schema, document, variableValues }, { callerKey }, work) => {
        const { cost } = judgeCost(schema, document, variableValues ?? {});
        const result = await costLine.run(callerKey, cost, async () => work());
        return result ?? { errors: [tooManyLarge()] };
      },
    }),
    // Last: whatever became an error above is made fit for strangers here.
    publishResults(publishing, (result) => cursors.get(result) ?? null),
  ] as Plugin[];
}

/** Headers that no web page can send without a preflight request; one of them is enough. */
const csrfHeaders = [
  'x-graphql-yoga-csrf',
  'apollo-require-preflight',
  'x-api-key',
  'authorization',
];

function takeParsedBody<Actor>(): Plugin<object, EngineContext<Actor>> {
  return {
    onRequestParse({ serverContext: { parsedBody }, setRequestParser }) {
      if (parsedBody) setRequestParser(() => parsedBody);
    },
  };
}

function takeResult<Actor>(): Plugin<EngineContext<Actor>> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      if (args.contextValue.result) setResultAndStopExecution(args.contextValue.result);
    },
  };
}

function learnQueries<Actor>(knownQueries: KnownQueries<Actor>): Plugin<EngineContext<Actor>> {
  return {
    onExecute({ args }) {
      const { facts, params } = args.contextValue;
      if (typeof params?.query === 'string') knownQueries.learn(params.query, args, facts);
    },
  };
}

/** A mutation that has begun is finished although its caller leaves. */
function finishMutations<Actor>(): Plugin<EngineContext<Actor>> {
  return {
    onExecute({ args }) {
      const operation = getOperationAST(args.document, args.operationName);
      const { facts } = args.contextValue;
      if (operation) facts?.noteOperation?.(executedOperationOf(operation));
      if (operation?.operation === 'mutation') facts?.keepRunning();
    },
  };
}
