import type { Region } from '#providers/provider';
import type { Clock } from '#std/clock';
import { dexcomShareFacts } from './facts.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * Where more readings than Share's own clients ask for were refused, no more are asked for during an
 * hour, and during twice as long after each further refusal, a day at most: one answer that meant
 * something else costs nobody the rest of their day.
 */
export function createCountCaps(clock: Clock) {
  const caps = new Map<Region, { readonly untilMs: number; readonly forMs: number }>();
  return {
    countMaxIn(region: Region): number {
      const cap = caps.get(region);
      const isCapped = cap !== undefined && clock.monotonicMs() < cap.untilMs;
      return isCapped ? dexcomShareFacts.readingsPerAnswerMax : Number.POSITIVE_INFINITY;
    },
    note(region: Region): void {
      const forMs = Math.min(dayMs, 2 * (caps.get(region)?.forMs ?? hourMs / 2));
      caps.set(region, { untilMs: clock.monotonicMs() + forMs, forMs });
    },
  };
}
