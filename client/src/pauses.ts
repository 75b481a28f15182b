import { callAfter, withJitter } from './platform.ts';

/** Waits between tries, which end early when there is reason to hope. */
export interface Pauses {
  /** Before a try: the wait doubles with each `retry` from 0, up to the last. */
  before(retry: number): Promise<void>;
  endAll(): void;
}

export interface RetryMs {
  readonly first: number;
  readonly last: number;
}

export function retryDelayMs({ first, last }: RetryMs, retry: number): number {
  return withJitter(Math.min(last, first * 2 ** retry));
}

export function createPauses(retryMs: RetryMs): Pauses {
  const ends = new Set<() => void>();
  return {
    before: (retry) =>
      new Promise((resolve) => {
        const cancel = callAfter(retryDelayMs(retryMs, retry), end);
        function end(): void {
          cancel();
          ends.delete(end);
          resolve();
        }
        ends.add(end);
      }),
    endAll() {
      for (const end of [...ends]) end();
    },
  };
}
