import { type ExecutionResult, GraphQLError } from 'graphql';

/**
 * Why the server ends a stream that had more to come. The stream's last message carries the
 * reason; the client then reconnects with its cursor.
 */
export class StreamEnd extends Error {
  override readonly name = 'StreamEnd';
}

/**
 * Maps the results of a stream, and ends it when the signal is aborted: with a last message if the
 * reason is a StreamEnd. The source is ended at once, even if nobody has asked for a result yet.
 * This is no generator, because a generator that waits for its source cannot be ended from outside.
 */
export function mapStream(
  source: AsyncIterable<ExecutionResult>,
  signal: AbortSignal,
  map: (result: ExecutionResult) => ExecutionResult,
): AsyncIterableIterator<ExecutionResult> {
  const iterator = source[Symbol.asyncIterator]();
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  let isOver = false;
  let isEndSent = false;
  let interrupt: (() => void) | undefined;
  const abort = () => {
    end();
    interrupt?.();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', abort, { once: true });

  /**
   * A race with one lasting promise would keep every earlier step in memory, so each step has its
   * own.
   */
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
    // The source may be waiting for its next event, so we do not wait until it has ended.
    iterator.return?.().catch(() => {});
  }

  function lastStep(): IteratorResult<ExecutionResult, undefined> {
    if (isEndSent || !signal.aborted) return done;
    isEndSent = true;
    return lastMessage(signal.reason, map) ?? done;
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (isOver) return lastStep();
      const step = await nextOrAborted().catch(failedStep);
      if (step === 'aborted') return lastStep();
      if (step.done || 'isLast' in step) {
        isOver = true;
        isEndSent = true;
        signal.removeEventListener('abort', abort);
        if (step.done) return done;
      }
      return { done: false, value: map(step.value) };
    },
    async return() {
      isEndSent = true;
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

/** The error of a source that failed, as its last result. */
function failedStep(error: unknown) {
  const originalError = error instanceof Error ? error : new Error(String(error));
  const graphqlError =
    error instanceof GraphQLError
      ? error
      : new GraphQLError(originalError.message, { originalError });
  return { done: false, isLast: true, value: { errors: [graphqlError] } } as const;
}
