import { after } from '#web/shared/platform.ts';

export interface Soon {
  call(): void;
  cancel(): void;
}

/**
 * Calls `act` so long after the first of several calls. Those that come meanwhile are in it, and do
 * not put it off: where they never end, it is still called each time.
 */
export function soon(delayMs: number, act: () => void): Soon {
  let cancel: (() => void) | null = null;
  return {
    call() {
      cancel ??= after(delayMs, () => {
        cancel = null;
        act();
      });
    },
    cancel() {
      cancel?.();
      cancel = null;
    },
  };
}
