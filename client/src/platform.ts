/** The only file of this package that touches the platform's time and chance. */

/**
 * Milliseconds since a moment that stays the same. What a computer slept is in them where only its
 * calendar clock counted it, and no setting of that clock back makes them fewer: an age told from
 * them may be too old, never too young.
 */
export function startStopwatch(): () => number {
  const monotonic = performance.now();
  const calendar = Date.now();
  return () => Math.max(performance.now() - monotonic, Date.now() - calendar);
}

/** Epoch milliseconds by the clock of this machine, which may be wrong. */
export const localNowMs = (): number => Date.now();

/** Calls back once, unless it is cancelled before. */
export function callAfter(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

/** Spreads `delayMs` over its upper half, so that clients who were cut together come back apart. */
export const withJitter = (delayMs: number): number => delayMs * (0.5 + Math.random() / 2);

interface Page {
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
}

/**
 * Calls back when a page is looked at again or has a network again: timers were held back
 * meanwhile, and a socket may have died unnoticed. Elsewhere it does nothing. Returns how to stop.
 */
export function onWakeUp(callback: () => void): () => void {
  const scope = globalThis as Page & { document?: Page };
  const listen = (target: Page | undefined, type: string) => {
    target?.addEventListener?.(type, callback);
    return () => target?.removeEventListener?.(type, callback);
  };
  const ends = [listen(scope, 'online'), listen(scope.document, 'visibilitychange')];
  return () => {
    for (const end of ends) end();
  };
}

/** A mistake in a callback of the application: told as any uncaught error, and nobody else's. */
export function reportUncaught(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
