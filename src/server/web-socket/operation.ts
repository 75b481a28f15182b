import type { ExecutionArgs } from 'graphql';
import type { Context } from 'graphql-ws';
import type { Enveloped } from '#server/engine';
import type { RequestFacts, RequestLifetime } from '#server/http';
import type { OperationSlot } from '#server/limits';
import { assert } from '#std/assert';
import type { SocketWriter } from './socket-writer.ts';

/** What we keep of a socket; `actor` is known once the socket was admitted. */
export interface SocketState<Actor> {
  readonly writer: SocketWriter;
  readonly address: string;
  /**
   * The session's secret in the cookie, of a socket that was opened where sessions count: null where
   * there was none. Taken away when it is judged, as all credentials.
   */
  session?: { secret: string | null } | undefined;
  actor: Actor | undefined;
  /** The key of the rate limit that its caller shares with others, if it does. */
  sharedKey: string | undefined;
  /** Queries and mutations in hand. */
  operationCount: number;
  readonly onAdmitted: () => void;
  /** Called when the socket has closed. */
  readonly onClose: (() => void)[];
}

export type SocketContext<Actor> = Context<Record<string, unknown> | undefined, SocketState<Actor>>;

/** A running operation, as graphql-ws passes it from hook to hook. */
export interface Operation<Actor> extends ExecutionArgs {
  work: OperationWork<Actor> | undefined;
}

export interface OperationWork<Actor> {
  readonly enveloped: Enveloped;
  readonly facts: RequestFacts<Actor>;
  readonly lifetime: RequestLifetime;
  readonly state: SocketState<Actor>;
  /** Null for a subscription. */
  readonly slot: OperationSlot | null;
}

export function workOf<Actor>({ work }: Operation<Actor>): OperationWork<Actor> {
  assert(work, 'the operation of a subscription is settled once');
  return work;
}

/** graphql-ws keeps the operation object as long as its subscription lasts, so we empty it. */
export function releaseOperation<Actor>(operation: Operation<Actor>): void {
  operation.work = undefined;
  Object.assign(operation, { contextValue: undefined, variableValues: undefined });
}

/** Gives back the slot of a query or mutation. */
export function freeSlot<Actor>(state: SocketState<Actor>, slot: OperationSlot): void {
  slot.ran();
  slot.sent();
  state.operationCount -= 1;
}
