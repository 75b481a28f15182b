import { factsOf, lateByMs, type ProviderSlug, type Region } from '#providers';
import type { SteadyPace } from './steady.ts';

/** The steady pace of a provider that tells nothing of now; null for one whose readings are aimed at. */
export function steadyPaceOf(of: {
  readonly provider: ProviderSlug;
  readonly region: Region;
}): SteadyPace | null {
  const { steadyEveryMs: everyMs, readingsPerAnswerMax: readingsMax } = factsOf(of.provider);
  if (everyMs === null) return null;
  return { everyMs, lateByMs: lateByMs(of.provider, of.region), readingsMax };
}
