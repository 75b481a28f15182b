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
 * reason is a StreamEnd. The source is let go at once, even if nobody ever asked for a result. No
 * generator: one that waits for its source cannot be ended from outside.
 */
export function mapStream(
  source: AsyncIterable<ExecutionResult>,
  signal: AbortSignal,
  map: (result: ExecutionResult) => ExecutionResult,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]();
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  let isOver = false;
  let isTold = false;
  const aborted = new Promise<'aborted'>((resolve) => {
    const abort = () => {
      end();
      resolve('aborted');
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });

  function end(): void {
    if (isOver) return;
    isOver = true;
    // The source may be waiting for its next event; nobody waits for it to notice.
    iterator.return?.().catch(() => {});
  }

  function tellEnd(): IteratorResult<ExecutionResult, undefined> {
    if (isTold || !signal.aborted) return done;
    isTold = true;
    return lastMessage(signal.reason, map) ?? done;
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return tellEnd();
      const step = await Promise.race([iterator.next(), aborted]);
      if (step === 'aborted') return tellEnd();
      if (step.done) {
        isOver = true;
        isTold = true;
        return done;
      }
      return { done: false, value: map(step.value) };
    },
    async return() {
      isTold = true;
      end();
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
