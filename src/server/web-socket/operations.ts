import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { socketCodes } from './close-codes.ts';
import { freeSlot, type Operation, type SocketContext, workOf } from './operation.ts';
import { createPreparation, type PreparationOptions } from './prepare-operation.ts';
import { createSettling, type SettlingOptions } from './settle-operation.ts';

export interface OperationsOptions<Actor>
  extends PreparationOptions<Actor>,
    SettlingOptions<Actor> {
  readonly subscriptionsPerSocketMax: number;
}

/** The hooks through which graphql-ws runs operations in the engine. */
export function createOperations<Actor>(options: OperationsOptions<Actor>) {
  const prepare = createPreparation(options);
  const { settleSubscription, settleAnswer } = createSettling(options);

  return {
    async onSubscribe(
      { extra, subscriptions }: SocketContext<Actor>,
      _id: string,
      payload: SubscribePayload,
    ) {
      const count = Object.keys(subscriptions).length;
      if (count <= options.subscriptionsPerSocketMax) {
        return prepare(extra, payload);
      }
      extra.writer.close(socketCodes.policy, 'Too many subscriptions');
      return [new GraphQLError('Too many subscriptions.')];
    },
    async execute(args: ExecutionArgs) {
      const { enveloped, slot, state } = workOf(args as Operation<Actor>);
      try {
        return await enveloped.execute(args);
      } catch (error) {
        if (slot) freeSlot(state, slot);
        throw error;
      }
    },
    subscribe: (args: ExecutionArgs) => workOf(args as Operation<Actor>).enveloped.subscribe(args),
    onOperation(
      context: SocketContext<Actor>,
      id: string,
      _payload: SubscribePayload,
      args: ExecutionArgs,
      result: unknown,
    ) {
      const operation = args as Operation<Actor>;
      const work = workOf(operation);
      const { lifetime, slot } = work;
      lifetime.answered();
      if (!slot) return settleSubscription(context.extra, id, operation, result);
      return settleAnswer(context, id, work, slot, result as ExecutionResult);
    },
  };
}
