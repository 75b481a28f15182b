import {
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { Engine } from '#server/engine';
import type { RequestFacts } from '#server/http';
import { type RequestLifetime, startRequestLifetime } from '#server/http';
import {
  type OperationSlot,
  type OperationSlots,
  type RateLimiter,
  takeOfBoth,
} from '#server/limits';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { Log } from '#std/log';
import type { Operation, SocketState } from './operation.ts';

export interface PreparationOptions<Actor> {
  readonly engine: Engine<Actor>;
  readonly clock: Clock;
  readonly log: Log;
  /** For queries and mutations; a subscription has no deadline. */
  readonly deadlineMs: number;
  readonly rate: RateLimiter;
  readonly perTeam: RateLimiter;
  readonly slots: OperationSlots;
  readonly operationsPerSocketMax: number;
}

/** Makes an operation ready to run, or says what is wrong with it. */
export function createPreparation<Actor>(options: PreparationOptions<Actor>) {
  const { engine, clock, log, deadlineMs, rate, perTeam, slots, operationsPerSocketMax } = options;

  function factsOf(
    state: SocketState<Actor>,
    { signal, keepRunning }: RequestLifetime,
  ): RequestFacts<Actor> {
    const { actor, address, writer } = state;
    const { callerKey } = writer;
    const takeMore = (count: number) => Array.from({ length: count }).every(() => takeRate(state));
    const known = { actor: actor as Actor, isAuthenticated: true, callerKey, address, takeMore };
    return { ...known, requestId: newId(clock), signal, log, keepRunning };
  }

  function takeRate({ sharedKey, writer }: SocketState<Actor>): boolean {
    return takeOfBoth([rate, writer.callerKey], [perTeam, sharedKey]).isAllowed;
  }

  /** The slot of a query or mutation, or why there is none. */
  function takeSlot(state: SocketState<Actor>): OperationSlot | GraphQLError {
    const { callerKey } = state.writer;
    if (slots.isFull()) return codedError('UNAVAILABLE', 'The gateway is busy.');
    const slot = state.operationCount < operationsPerSocketMax ? slots.take(callerKey) : null;
    if (!slot) return codedError('RATE_LIMITED', tooManyInHand);
    state.operationCount += 1;
    return slot;
  }

  /** Null for a subscription. */
  function slotFor(
    state: SocketState<Actor>,
    asked: OperationDefinitionNode | null | undefined,
  ): OperationSlot | null | GraphQLError {
    // graphql-ws would refuse it after this, and tell none of those who give slots back.
    if (!asked) return codedError('OPERATION_RESOLUTION_FAILURE', noSuchOperation);
    return asked.operation === OperationTypeNode.SUBSCRIPTION ? null : takeSlot(state);
  }

  return async function prepare(
    state: SocketState<Actor>,
    payload: SubscribePayload,
  ): Promise<Operation<Actor> | readonly GraphQLError[]> {
    const lifetime = startRequestLifetime(clock, deadlineMs);
    const facts = factsOf(state, lifetime);
    const refuse = (errors: readonly GraphQLError[]) => {
      lifetime.answered();
      return engine.publish({ errors }, facts).errors ?? errors;
    };
    // Whatever is asked counts, also what is refused or only begins a subscription.
    if (!takeRate(state)) return refuse([codedError('RATE_LIMITED', tooOften)]);
    const text = engine.findDocument(payload);
    if (text instanceof GraphQLError) return refuse([text]);
    const enveloped = engine.envelop(facts);
    try {
      const document = enveloped.parse(text);
      const errors = enveloped.validate(enveloped.schema, document);
      if (errors.length > 0) return refuse(errors as GraphQLError[]);
      const operationName = payload.operationName ?? null;
      const contextValue = await enveloped.contextFactory();
      const slot = slotFor(state, getOperationAST(document, operationName));
      if (slot instanceof GraphQLError) return refuse([slot]);
      return {
        schema: enveloped.schema,
        document,
        operationName,
        variableValues: payload.variables ?? null,
        contextValue,
        work: { enveloped, facts, lifetime, state, slot },
      };
    } catch (error) {
      if (error instanceof GraphQLError) return refuse([error]);
      throw error;
    }
  };
}

const noSuchOperation =
  'The document has several operations and none was named, or none of that name.';
const tooOften = 'Too many requests in a short time.';
const tooManyInHand =
  'Too many requests of this socket or caller have no answer yet, or one that was not read.';

function codedError(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
