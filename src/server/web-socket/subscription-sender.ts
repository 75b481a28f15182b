import { type ExecutionResult, GraphQLError } from 'graphql';
import { closeFor, type SocketClose } from './close-codes.ts';
import type { SocketWriter } from './socket-writer.ts';

export interface SubscriptionSenderOptions {
  readonly id: string;
  readonly results: AsyncIterable<ExecutionResult>;
  readonly writer: SocketWriter;
  /** Masks the errors of a result for the client. */
  readonly publish: (result: ExecutionResult) => ExecutionResult;
}

/** The end of a message from its payload on, encoded once for all who are sent the same result. */
const bodies = new WeakMap<ExecutionResult, string>();

function bodyOf(result: ExecutionResult): string {
  const known = bodies.get(result);
  if (known) return known;
  const body = `${JSON.stringify(result)}}`;
  bodies.set(result, body);
  return body;
}

/**
 * Sends the results of a subscription straight to its socket, each as a `next` message. graphql-ws
 * gets a stream that yields nothing and ends when the subscription ends; it does the rest of the
 * protocol, such as `complete`.
 */
export function sendSubscription(options: SubscriptionSenderOptions): AsyncIterableIterator<never> {
  return new SubscriptionSender(options);
}

type End = IteratorReturnResult<undefined>;

/** A class, since there are many. */
class SubscriptionSender implements AsyncIterableIterator<never> {
  readonly #iterator: AsyncIterator<ExecutionResult>;
  readonly #head: string;
  readonly #writer: SocketWriter;
  readonly #publish: SubscriptionSenderOptions['publish'];
  readonly #ended = Promise.withResolvers<End>();
  #isOver = false;

  constructor({ id, results, writer, publish }: SubscriptionSenderOptions) {
    this.#iterator = results[Symbol.asyncIterator]();
    this.#head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    this.#writer = writer;
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
        const room = this.#writer.write(this.#head + bodyOf(this.#publish(step.value)));
        if (room) await room;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#ended.resolve({ done: true, value: undefined });
  }

  /**
   * The source failed: closes the socket if clients should reconnect; else graphql-ws sends an
   * error.
   */
  #fail(error: unknown): void {
    if (this.#isOver) return;
    const published = this.#publish({ errors: [errorOf(error)] });
    const close = closeOf(published);
    if (close) this.#writer.close(close.code, close.reason);
    else this.#ended.reject(published.errors?.[0]);
    this.#end();
  }
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
