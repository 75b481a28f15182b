import type { Clock } from '#std/clock';
import type { StreamEnd } from './map-stream.ts';

/**
 * The lifetime of a request: until it is answered, its deadline passes, or the client leaves. Its
 * signal cancels the work that is done for it.
 */
export interface RequestLifetime {
  readonly signal: AbortSignal;
  /** Resolves at the deadline if `answered` was not called before. */
  readonly deadline: Promise<'deadline'>;
  /** To be called when the client has closed its connection. */
  clientLeft(): void;
  /** From now on the work goes on even if the client leaves. */
  keepRunning(): void;
  /** To be called when the answer is there: the deadline no longer counts. A stream goes on. */
  answered(): void;
  /** Ends the stream of a subscription, with the reason for its last message. */
  endStream(reason: StreamEnd): void;
}

/** Nobody reads it; an abort without a reason would build an error with a stack each time. */
const answeredReason = 'answered';

export function startRequestLifetime(clock: Clock, deadlineMs: number): RequestLifetime {
  const controller = new AbortController();
  const answered = new AbortController();
  let ignoresClient = false;
  const deadline = clock.sleep(deadlineMs, answered.signal).then(() => {
    // `answered` ends the sleep early; the deadline must then never resolve.
    if (answered.signal.aborted) return new Promise<never>(() => {});
    controller.abort(new Error('the deadline of the request passed'));
    return 'deadline' as const;
  });
  return {
    signal: controller.signal,
    deadline,
    clientLeft: () => ignoresClient || controller.abort(new Error('the client left')),
    keepRunning: () => {
      ignoresClient = true;
    },
    answered: () => answered.abort(answeredReason),
    endStream: (reason) => controller.abort(reason),
  };
}
