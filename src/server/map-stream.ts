import { type ExecutionResult, GraphQLError } from 'graphql';

/**
 * The server ends a stream that could have gone on. It is told as the stream's last message, on
 * which a client comes back with the cursor that it has.
 */
export class StreamEnd extends Error {
  override readonly name = 'StreamEnd';
}

/**
 * Maps the results of a stream, and ends it when the signal is aborted: with a last message if the
 * reason is a StreamEnd. No generator: one that waits for its source cannot be ended from outside.
 */
export function mapStream(
  source: AsyncIterable<ExecutionResult>,
  signal: AbortSignal,
  map: (result: ExecutionResult) => ExecutionResult,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]();
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  let isOver = false;
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) return resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });

  function end(): void {
    isOver = true;
    // The source may be waiting for its next event; nobody waits for it to notice.
    iterator.return?.().catch(() => {});
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return done;
      const step = await Promise.race([iterator.next(), aborted]);
      if (step === 'aborted') {
        end();
        return lastMessage(signal.reason, map) ?? done;
      }
      if (step.done) {
        isOver = true;
        return done;
      }
      return { done: false, value: map(step.value) };
    },
    async return() {
      if (!isOver) end();
      return done;
    },
  };
}

function lastMessage(
  reason: unknown,
  map: (result: ExecutionResult) => ExecutionResult,
): IteratorYieldResult<ExecutionResult> | null {
  if (!(reason instanceof StreamEnd)) return null;
  const error = new GraphQLError(reason.message, { extensions: { code: 'UNAVAILABLE' } });
  return { done: false, value: map({ errors: [error] }) };
}
