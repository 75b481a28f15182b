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
import {
  factsOfSubscription,
  type RequestFacts,
  type RequestLifetime,
  startRequestLifetime,
} from '#server/http';
import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { Log } from '#std/log';
import { socketCodes } from './close-codes.ts';
import type { SocketWriter } from './socket-writer.ts';
import { closeOf, sendSubscription } from './subscription-sender.ts';

/** What we keep of a socket; `actor` is known once the socket was admitted. */
export interface SocketState<Actor> {
  readonly writer: SocketWriter;
  readonly address: string;
  actor: Actor | undefined;
  /** The key under which its caller is counted. */
  callerKey: string;
  /** Called when the socket has closed. */
  readonly onClose: (() => void)[];
}

export interface OperationsOptions<Actor> {
  readonly engine: Engine<Actor>;
  readonly clock: Clock;
  readonly log: Log;
  /** For queries and mutations; a subscription has no deadline. */
  readonly deadlineMs: number;
  readonly rate: RateLimiter;
  readonly subscriptionsPerSocketMax: number;
}

type SocketContext<Actor> = Context<Record<string, unknown> | undefined, SocketState<Actor>>;

/** A running operation, as graphql-ws passes it from hook to hook. */
interface Operation<Actor> extends ExecutionArgs {
  work: OperationWork<Actor> | undefined;
}

interface OperationWork<Actor> {
  readonly enveloped: Enveloped;
  readonly facts: RequestFacts<Actor>;
  readonly lifetime: RequestLifetime;
}

/** The hooks through which graphql-ws runs operations in the engine. */
export function createOperations<Actor>(options: OperationsOptions<Actor>) {
  const { engine, clock, log, deadlineMs, rate, subscriptionsPerSocketMax } = options;

  function factsOf(
    { actor, address }: SocketState<Actor>,
    { signal, keepRunning }: RequestLifetime,
  ): RequestFacts<Actor> {
    const known = { actor: actor as Actor, isAuthenticated: true, address };
    return { ...known, requestId: newId(clock), signal, log, keepRunning };
  }

  async function prepare(
    { extra }: SocketContext<Actor>,
    payload: SubscribePayload,
  ): Promise<Operation<Actor> | readonly GraphQLError[]> {
    const lifetime = startRequestLifetime(clock, deadlineMs);
    const facts = factsOf(extra, lifetime);
    const refuse = (errors: readonly GraphQLError[]) => {
      lifetime.answered();
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
        work: { enveloped, facts, lifetime },
      };
    } catch (error) {
      if (error instanceof GraphQLError) return refuse([error]);
      throw error;
    }
  }

  function settle(
    { writer }: SocketState<Actor>,
    id: string,
    operation: Operation<Actor>,
    result: unknown,
  ): ExecutionResult | AsyncIterable<ExecutionResult> {
    const { facts, lifetime } = workOf(operation);
    lifetime.answered();
    if (isAsyncIterable<ExecutionResult>(result)) {
      releaseOperation(operation);
      const kept = factsOfSubscription(facts);
      return sendSubscription({
        id,
        results: result,
        writer,
        publish: (each) => engine.publish(each, kept),
      });
    }
    const published = engine.publish(result as ExecutionResult, facts);
    // Clients retry a subscription by themselves when their socket is closed, and not after an
    // error.
    // So a subscription that cannot start just now closes the socket.
    const { document, operationName } = operation;
    const close = isSubscription(document, operationName) ? closeOf(published) : null;
    if (close?.code === socketCodes.tryLater) writer.close(close.code, close.reason);
    return published;
  }

  return {
    async onSubscribe(context: SocketContext<Actor>, _id: string, payload: SubscribePayload) {
      const count = Object.keys(context.subscriptions).length;
      if (count <= subscriptionsPerSocketMax) return prepare(context, payload);
      context.extra.writer.close(socketCodes.policy, 'Too many subscriptions');
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
  assert(work, 'the operation of a subscription is settled once');
  return work;
}

/** graphql-ws keeps the operation object as long as its subscription lasts, so we empty it. */
function releaseOperation<Actor>(operation: Operation<Actor>): void {
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
