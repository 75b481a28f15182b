import { type ExecutionResult, GraphQLError } from 'graphql';
import { closeFor, type SocketClose } from './web-socket-codes.ts';
import type { Outlet } from './web-socket-outlet.ts';

export interface StreamOptions {
  readonly id: string;
  readonly results: AsyncIterable<ExecutionResult>;
  readonly outlet: Outlet;
  /** Makes a result fit for strangers. */
  readonly publish: (result: ExecutionResult) => ExecutionResult;
}

/** The ends of messages, written once for all who are sent the same. */
const bodies = new WeakMap<ExecutionResult, Buffer>();

function bodyOf(result: ExecutionResult): Buffer {
  const known = bodies.get(result);
  if (known) return known;
  const body = Buffer.from(`${JSON.stringify(result)}}`);
  bodies.set(result, body);
  return body;
}

/**
 * Sends the results of a subscription straight to its socket, each as `next`. What graphql-ws sees
 * is a stream that yields nothing and ends when the subscription does; it answers for the rest of
 * the protocol, above all for who says `complete`.
 */
export function streamTo(options: StreamOptions): AsyncIterableIterator<never> {
  const { id, results, outlet, publish } = options;
  const iterator = results[Symbol.asyncIterator]();
  const head = `{"id":${asciiOf(id)},"type":"next","payload":`;
  const ended = Promise.withResolvers<IteratorReturnResult<undefined>>();
  let isOver = false;

  /** What the source still owes us nobody waits for. */
  function end(): void {
    if (isOver) return;
    isOver = true;
    ended.resolve({ done: true, value: undefined });
  }

  async function send(): Promise<void> {
    while (!isOver) {
      const step = await iterator.next();
      if (step.done || isOver) return;
      const room = outlet.writeShared(head, bodyOf(publish(step.value)));
      if (room) await room;
    }
  }

  /** It should have gone on: this ends its socket or, told to graphql-ws, only itself. */
  function fail(error: unknown): void {
    if (isOver) return;
    const published = publish({ errors: [errorOf(error)] });
    const close = closeOf(published);
    if (close) outlet.close(close.code, close.reason);
    else ended.reject(published.errors?.[0]);
  }

  return {
    next() {
      send().catch(fail).finally(end);
      return ended.promise;
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

/** A text as JSON, with what is no ASCII escaped. */
function asciiOf(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function errorOf(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}

export function closeOf(published: ExecutionResult): SocketClose | null {
  const extensions = published.errors?.[0]?.extensions ?? {};
  return closeFor(extensions.code, extensions.cursor);
}
