import { type ExecutionResult, GraphQLError } from 'graphql';
import { closeFor, type SocketClose } from './web-socket-codes.ts';
import type { Outlet } from './web-socket-outlet.ts';

export interface StreamOptions {
  readonly id: string;
  readonly results: AsyncIterable<ExecutionResult>;
  readonly outlet: Outlet;
  /** Makes a result fit for strangers. */
  readonly publish: (result: ExecutionResult) => ExecutionResult;
  readonly onEnd: () => void;
}

/** The texts of results, written once for all who are sent the same. */
const texts = new WeakMap<ExecutionResult, string>();

function textOf(result: ExecutionResult): string {
  const known = texts.get(result);
  if (known !== undefined) return known;
  const text = JSON.stringify(result);
  texts.set(result, text);
  return text;
}

/**
 * Sends the results of a subscription straight to its socket, each as `next`. What graphql-ws sees
 * is a stream that yields nothing and ends when the subscription does; it answers for the rest of
 * the protocol, above all for who says `complete`.
 */
export function streamTo(options: StreamOptions): AsyncIterableIterator<never> {
  const { id, results, outlet, publish, onEnd } = options;
  const iterator = results[Symbol.asyncIterator]();
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  let isOver = false;

  function end(): void {
    if (isOver) return;
    isOver = true;
    onEnd();
  }

  async function send(): Promise<void> {
    while (!isOver) {
      const step = await iterator.next();
      if (step.done || isOver) return;
      const room = outlet.write(`${head}${textOf(publish(step.value))}}`);
      if (room) await room;
    }
  }

  return {
    async next() {
      try {
        await send();
      } catch (error) {
        if (!isOver) endBecauseOf(publish({ errors: [errorOf(error)] }), outlet);
      } finally {
        end();
      }
      return { done: true, value: undefined };
    },
    async return() {
      end();
      await iterator.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function errorOf(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

/** A subscription that should have gone on ends its socket or, thrown to graphql-ws, only itself. */
function endBecauseOf(published: ExecutionResult, outlet: Outlet): void {
  const close = closeOf(published);
  if (!close) throw published.errors?.[0];
  outlet.close(close.code, close.reason);
}

export function closeOf(published: ExecutionResult): SocketClose | null {
  const extensions = published.errors?.[0]?.extensions ?? {};
  return closeFor(extensions.code, extensions.cursor);
}
