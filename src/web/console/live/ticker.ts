import { useEffect, useState } from 'preact/hooks';
import { ageSecondsAt } from '#web/console/rules/age.ts';
import { every } from '#web/shared/platform.ts';
import { gateway } from './gateway.ts';

/** One clock for all that is told with an age: it runs while something shows one. */
const listeners = new Set<() => void>();
/** Those of them that are seen while the page is not: the title of its tab. */
const unseenListeners = new Set<() => void>();
let stop = () => {};
/** The browser may stop a page that nobody looks at, and tells it just before and after. */
let isFrozen = false;

const tickMs = 1_000;

function tick(): void {
  for (const listener of document.hidden ? [...unseenListeners] : [...listeners]) listener();
}

function freeze(isNow: boolean): void {
  isFrozen = isNow;
  for (const listener of [...unseenListeners]) listener();
}

document.addEventListener('visibilitychange', tick);
document.addEventListener('freeze', () => freeze(true));
document.addEventListener('resume', () => freeze(false));

function listen(listener: () => void, isSeenHidden: boolean): () => void {
  listeners.add(listener);
  if (isSeenHidden) unseenListeners.add(listener);
  if (listeners.size === 1) stop = every(tickMs, tick);
  return () => {
    listeners.delete(listener);
    unseenListeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

/**
 * What follows from the present, told anew each second; drawn again only when it has changed. `tell`
 * is given the gateway's time, or null before that is known. While the page is hidden nothing is told,
 * unless it `isSeenHidden`: then browsers let a second last up to a minute, and may stop the page; for
 * that time it is told as of a present that nobody knows.
 */
export function useTold<Told extends string | number | boolean | null>(
  tell: (nowMs: number | null) => Told,
  inputs: readonly unknown[],
  isSeenHidden = false,
): Told {
  const tellNow = () => tell(isSeenHidden && isFrozen ? null : gateway.nowMs());
  const [, setTold] = useState<Told>(tellNow);
  useEffect(() => {
    const look = () => setTold(tellNow);
    look();
    return listen(look, isSeenHidden);
  }, inputs);
  return tellNow();
}

/** The age of something in seconds by the gateway's clock, anew each second. */
export function useAgeSeconds(takenAt: string | null): number | null {
  return useTold((nowMs) => (takenAt === null ? null : ageSecondsAt(takenAt, nowMs)), [takenAt]);
}
