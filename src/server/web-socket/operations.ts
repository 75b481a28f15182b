import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { Context, SubscribePayload } from 'graphql-ws';
import { isAsyncIterable } from 'graphql-yoga';
import type { Engine, Enveloped } from '#server/engine';
import type { RateLimiter } from '#server/http';
import { beginLife, type Life, lastingFacts, type RequestFacts } from '#server/http';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { Log } from '#std/log';
import { socketCodes } from './close-codes.ts';
import type { Outlet } from './socket-writer.ts';
import { closeOf, streamTo } from './stream.ts';

/** What we know of a socket; `actor` once it was let in. */
export interface SocketState<Actor> {
  readonly outlet: Outlet;
  readonly address: string;
  actor: Actor | undefined;
  /** By what its caller is counted. */
  callerKey: string;
  /** What is to be done when it has closed. */
  readonly onClose: (() => void)[];
}

export interface OperationsOptions<Actor> {
  readonly engine: Engine<Actor>;
  readonly clock: Clock;
  readonly log: Log;
  /** For what is no subscription; subscriptions are counted by the socket. */
  readonly deadlineMs: number;
  readonly rate: RateLimiter;
  readonly subscriptionsPerSocketMax: number;
}

type SocketContext<Actor> = Context<Record<string, unknown> | undefined, SocketState<Actor>>;

/** An operation under way, as graphql-ws hands it around. */
interface Operation<Actor> extends ExecutionArgs {
  work: OperationWork<Actor> | undefined;
}

interface OperationWork<Actor> {
  readonly enveloped: Enveloped;
  readonly facts: RequestFacts<Actor>;
  readonly life: Life;
}

/** The hooks by which graphql-ws runs operations in the engine. */
export function createOperations<Actor>(options: OperationsOptions<Actor>) {
  const { engine, clock, log, deadlineMs, rate, subscriptionsPerSocketMax } = options;

  function factsOf({ actor, address }: SocketState<Actor>, { signal, outlive }: Life) {
    const requestId = newId(clock);
    const known = actor as Actor;
    return { actor: known, isAuthenticated: true, address, requestId, signal, log, outlive };
  }

  async function prepare(
    { extra }: SocketContext<Actor>,
    payload: SubscribePayload,
  ): Promise<Operation<Actor> | readonly GraphQLError[]> {
    const life = beginLife(clock, deadlineMs);
    const facts = factsOf(extra, life);
    const refuse = (errors: readonly GraphQLError[]) => {
      life.answered();
      return engine.publish({ errors }, facts).errors ?? errors;
    };
    const text = engine.findDocument(payload);
    if (text instanceof GraphQLError) return refuse([text]);
    const enveloped = engine.envelop(facts);
    try {
      const document = enveloped.parse(text);
      const errors = enveloped.validate(enveloped.schema, document);
      if (errors.length > 0) return refuse(errors as GraphQLError[]);
      const operationName = payload.operationName ?? null;
      if (!isSubscription(document, operationName) && !rate.take(extra.callerKey).isAllowed) {
        return refuse([tooManyRequests()]);
      }
      return {
        schema: enveloped.schema,
        document,
        operationName,
        variableValues: payload.variables ?? null,
        contextValue: await enveloped.contextFactory(),
        work: { enveloped, facts, life },
      };
    } catch (error) {
      if (error instanceof GraphQLError) return refuse([error]);
      throw error;
    }
  }

  function settle(
    { outlet }: SocketState<Actor>,
    id: string,
    operation: Operation<Actor>,
    result: unknown,
  ): ExecutionResult | AsyncIterable<ExecutionResult> {
    const { facts, life } = workOf(operation);
    life.answered();
    if (isAsyncIterable<ExecutionResult>(result)) {
      forget(operation);
      const kept = lastingFacts(facts);
      return streamTo({
        id,
        results: result,
        outlet,
        publish: (each) => engine.publish(each, kept),
      });
    }
    const published = engine.publish(result as ExecutionResult, facts);
    // A subscription that cannot begin just now shall be tried again, which clients do by themselves
    // when their socket is closed, and not when it is answered with an error.
    const { document, operationName } = operation;
    const close = isSubscription(document, operationName) ? closeOf(published) : null;
    if (close?.code === socketCodes.tryLater) outlet.close(close.code, close.reason);
    return published;
  }

  return {
    async onSubscribe(context: SocketContext<Actor>, _id: string, payload: SubscribePayload) {
      const count = Object.keys(context.subscriptions).length;
      if (count <= subscriptionsPerSocketMax) return prepare(context, payload);
      context.extra.outlet.close(socketCodes.policy, 'Too many subscriptions');
      return [new GraphQLError('Too many subscriptions.')];
    },
    execute: (args: ExecutionArgs) => workOf(args as Operation<Actor>).enveloped.execute(args),
    subscribe: (args: ExecutionArgs) => workOf(args as Operation<Actor>).enveloped.subscribe(args),
    onOperation(
      { extra }: SocketContext<Actor>,
      id: string,
      _payload: SubscribePayload,
      args: ExecutionArgs,
      result: unknown,
    ) {
      return settle(extra, id, args as Operation<Actor>, result);
    },
  };
}

function workOf<Actor>({ work }: Operation<Actor>): OperationWork<Actor> {
  assert(work, 'an operation is settled once');
  return work;
}

/** graphql-ws keeps the operation of a subscription for as long as it goes on; ours is large. */
function forget<Actor>(operation: Operation<Actor>): void {
  operation.work = undefined;
  Object.assign(operation, { contextValue: undefined, variableValues: undefined });
}

function isSubscription(document: DocumentNode, operationName?: string | null): boolean {
  const operation = getOperationAST(document, operationName);
  return operation?.operation === OperationTypeNode.SUBSCRIPTION;
}

function tooManyRequests(): GraphQLError {
  const message = 'Too many requests in a short time.';
  return new GraphQLError(message, { extensions: { code: 'RATE_LIMITED' } });
}
