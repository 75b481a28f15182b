import { type ExecutionResult, GraphQLError } from 'graphql';
import { closeFor, type SocketClose } from './close-codes.ts';
import type { Outlet } from './socket-writer.ts';

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
  return new SocketStream(options);
}

type End = IteratorReturnResult<undefined>;

/** A class, since there are many. */
class SocketStream implements AsyncIterableIterator<never> {
  readonly #iterator: AsyncIterator<ExecutionResult>;
  readonly #head: string;
  readonly #outlet: Outlet;
  readonly #publish: StreamOptions['publish'];
  readonly #ended = Promise.withResolvers<End>();
  #isOver = false;

  constructor({ id, results, outlet, publish }: StreamOptions) {
    this.#iterator = results[Symbol.asyncIterator]();
    this.#head = `{"id":${asciiOf(id)},"type":"next","payload":`;
    this.#outlet = outlet;
    this.#publish = publish;
  }

  next(): Promise<End> {
    void this.#send();
    return this.#ended.promise;
  }

  async return(): Promise<End> {
    this.#end();
    await this.#iterator.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async #send(): Promise<void> {
    try {
      while (!this.#isOver) {
        const step = await this.#iterator.next();
        if (step.done || this.#isOver) return this.#end();
        const room = this.#outlet.writeShared(this.#head, bodyOf(this.#publish(step.value)));
        if (room) await room;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** What the source still owes us nobody waits for. */
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended.resolve({ done: true, value: undefined });
  }

  /** It should have gone on: this ends its socket or, told to graphql-ws, only itself. */
  #fail(error: unknown): void {
    if (this.#isOver) return;
    const published = this.#publish({ errors: [errorOf(error)] });
    const close = closeOf(published);
    if (close) this.#outlet.close(close.code, close.reason);
    else this.#ended.reject(published.errors?.[0]);
    this.#end();
  }
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
