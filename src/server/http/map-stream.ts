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
  let interrupt: (() => void) | undefined;
  const abort = () => {
    end();
    interrupt?.();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', abort, { once: true });

  /** Each step has a promise of its own: racing one that lasts would keep all the steps before. */
  function nextOrAborted(): Promise<IteratorResult<ExecutionResult> | 'aborted'> {
    return new Promise((resolve, reject) => {
      interrupt = () => resolve('aborted');
      iterator.next().then(resolve, reject);
    });
  }

  function end(): void {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', abort);
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
      const step = await nextOrAborted().catch(failedStep);
      if (step === 'aborted') return tellEnd();
      if (step.done || 'isLast' in step) {
        isOver = true;
        isTold = true;
        signal.removeEventListener('abort', abort);
        if (step.done) return done;
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

/** A source that fails has one more thing to say. */
function failedStep(error: unknown) {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const told =
    error instanceof GraphQLError
      ? error
      : new GraphQLError(originalError.message, { originalError });
  return { done: false, isLast: true, value: { errors: [told] } } as const;
}
