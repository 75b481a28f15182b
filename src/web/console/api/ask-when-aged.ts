import { useEffect } from 'preact/hooks';
import { nowMs } from '#web/console/live/now.ts';
import { after } from '#web/shared/platform.ts';

/** So that the gateway, asked then, surely finds the state aged. */
const laterMs = 500;
/** A browser takes no longer wait. */
const waitMsMax = 2_000_000_000;

/**
 * Asks again when the first of these states ages. What a provider answers is told by an event; what
 * time alone makes of a state is told by none, but is known beforehand.
 */
export function useAskWhenAged(
  ask: () => void,
  connections: readonly { readonly stateAgesAt: string | null }[],
): void {
  const times = connections.flatMap(({ stateAgesAt }) => stateAgesAt ?? []);
  const next = times.toSorted()[0] ?? null;
  useEffect(() => {
    if (next === null) return;
    const waitMs = Math.max(0, Date.parse(next) - nowMs()) + laterMs;
    return after(Math.min(waitMs, waitMsMax), ask);
  }, [next]);
}
