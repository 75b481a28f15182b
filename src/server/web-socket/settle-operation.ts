import type { ExecutionResult } from 'graphql';
import { isAsyncIterable } from 'graphql-yoga';
import type { Engine } from '#server/engine';
import { factsOfSubscription } from '#server/http';
import type { OperationSlot } from '#server/limits';
import { type AnswerSenderOptions, createAnswerSender } from './answer-sender.ts';
import { socketCodes } from './close-codes.ts';
import {
  freeSlot,
  type Operation,
  type OperationWork,
  releaseOperation,
  type SocketContext,
  type SocketState,
  workOf,
} from './operation.ts';
import { closeOf, sendSubscription } from './subscription-sender.ts';

export interface SettlingOptions<Actor> extends AnswerSenderOptions {
  readonly engine: Engine<Actor>;
}

/** Sends what came of an operation. */
export function createSettling<Actor>(options: SettlingOptions<Actor>) {
  const { engine } = options;
  const sendAnswer = createAnswerSender(options);

  function settleSubscription(
    { writer }: SocketState<Actor>,
    id: string,
    operation: Operation<Actor>,
    result: unknown,
  ): ExecutionResult | AsyncIterable<ExecutionResult> {
    const { facts } = workOf(operation);
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
    const close = closeOf(published);
    if (close?.code === socketCodes.tryLater) writer.close(close.code, close.reason);
    return published;
  }

  /** Sends the answer itself; graphql-ws gets a stream without any, and sends `complete`. */
  async function settleAnswer(
    { extra, subscriptions }: SocketContext<Actor>,
    id: string,
    { facts }: OperationWork<Actor>,
    slot: OperationSlot,
    result: ExecutionResult,
  ): Promise<AsyncIterable<never>> {
    const { writer } = extra;
    const publish = (each: ExecutionResult) => engine.publish(each, facts);
    slot.ran();
    try {
      const published = publish(result);
      // The client may have sent `complete`: then it wants no answer any more.
      if (id in subscriptions) await sendAnswer({ id, result: published, writer, publish });
    } finally {
      freeSlot(extra, slot);
    }
    return nothing;
  }

  return { settleSubscription, settleAnswer };
}

const nothing: AsyncIterable<never> = {
  async *[Symbol.asyncIterator]() {},
};
