import { useEffect, useState } from 'preact/hooks';
import { ageSecondsAt } from '#web/console/rules/age.ts';
import { every } from '#web/shared/platform.ts';
import { gateway } from './gateway.ts';

/** One clock for all that is told with an age: it runs while something shows one. */
const listeners = new Set<() => void>();
let stop = () => {};

const tickMs = 1_000;

function tick(): void {
  if (document.hidden) return;
  for (const listener of [...listeners]) listener();
}

document.addEventListener('visibilitychange', tick);

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) stop = every(tickMs, tick);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) stop();
  };
}

/**
 * What follows from the present, told anew each second; drawn again only when it has changed. `tell`
 * is given the gateway's time, or null before that is known.
 */
export function useTold<Told extends string | number | boolean | null>(
  tell: (nowMs: number | null) => Told,
  inputs: readonly unknown[],
): Told {
  const [, setTold] = useState<Told>(() => tell(gateway.nowMs()));
  useEffect(() => {
    const look = () => setTold(() => tell(gateway.nowMs()));
    look();
    return listen(look);
  }, inputs);
  return tell(gateway.nowMs());
}

/** The age of something in seconds by the gateway's clock, anew each second. */
export function useAgeSeconds(takenAt: string | null): number | null {
  return useTold((nowMs) => (takenAt === null ? null : ageSecondsAt(takenAt, nowMs)), [takenAt]);
}
