import type { Clock } from '#std/clock';
import type { StreamEnd } from './map-stream.ts';

/**
 * How long a request lives: until it is answered, its deadline passes, or the client leaves. The
 * signal tells those who work for it.
 */
export interface Life {
  readonly signal: AbortSignal;
  /** Resolves at the deadline, if the request was not answered by then. */
  readonly deadline: Promise<'deadline'>;
  /** The client is gone. */
  leave(): void;
  /** From now on the client's leaving changes nothing. */
  outlive(): void;
  /** The answer is there; a stream lives on without a deadline. */
  answered(): void;
  /** Ends a stream from our side. */
  end(reason: StreamEnd): void;
}

/** Told to nobody; an abort without a reason would make an error with a stack each time. */
const answeredReason = 'answered';

export function beginLife(clock: Clock, deadlineMs: number): Life {
  const controller = new AbortController();
  const answered = new AbortController();
  let isOutliving = false;
  const deadline = clock.sleep(deadlineMs, answered.signal).then(() => {
    // An answer that came in time ends the wait early; this promise then tells nobody anything.
    if (answered.signal.aborted) return new Promise<never>(() => {});
    controller.abort(new Error('the deadline of the request passed'));
    return 'deadline' as const;
  });
  return {
    signal: controller.signal,
    deadline,
    leave: () => isOutliving || controller.abort(new Error('the client left')),
    outlive: () => {
      isOutliving = true;
    },
    answered: () => answered.abort(answeredReason),
    end: (reason) => controller.abort(reason),
  };
}
