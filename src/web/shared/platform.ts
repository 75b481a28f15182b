/**
 * Time and chance of the browser. The only file of the pages that takes them from the platform, so
 * that the rest can be given others.
 */

/** Milliseconds that only grow, whatever is done to the clock of the device. */
export function monotonicMs(): number {
  return performance.now();
}

/** Calls `act` once, so many milliseconds from now. Returns how to call it off. */
export function after(delayMs: number, act: () => void): () => void {
  const timer = setTimeout(act, delayMs);
  return () => clearTimeout(timer);
}

/** Calls `act` each time that so many milliseconds have passed. Returns how to end it. */
export function every(periodMs: number, act: () => void): () => void {
  const timer = setInterval(act, periodMs);
  return () => clearInterval(timer);
}

export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => void after(delayMs, resolve));
}

/** Calls `act` when the page is seen again, or comes out of the browser's back/forward cache. */
export function onReturn(act: () => void): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') act();
  });
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) act();
  });
}

/** At least 0 and less than 1. */
export function chance(): number {
  return Math.random();
}

/** 128 random bits as text, for what must not be guessed or meet again. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Milliseconds since 1970 as the device believes, which may be wrong: only where nothing better is known. */
export function deviceNowMs(): number {
  return Date.now();
}
