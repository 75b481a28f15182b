import { countLoginsByRegion, isRefusingAll } from '#connections';
import type { Db } from '#db';
import { probeRegionSoon } from '#poll-plans';
import type { ProviderSlug, Region } from '#providers';
import type { FetchedPoll } from './decided-poll.ts';

/**
 * Tells a region that refuses everybody, within the hour, from a wearer whose password is wrong.
 */
export interface RefusingRegions {
  /**
   * The connections of those polls that were refused where everybody is; asked only where one of them was. Of those
   * who were given up there lately, probes come soon.
   */
  find(db: Db, fetched: readonly FetchedPoll[], now: Date): Promise<ReadonlySet<string>>;
}

const windowMs = 60 * 60 * 1000;
/** An answer stands for so long: while a region refuses everybody, each batch asks. */
const stableMs = 10_000;

interface Servers {
  readonly provider: ProviderSlug;
  readonly region: Region;
}

export function createRefusingRegions(): RefusingRegions {
  const answers = new Map<string, { readonly atMs: number; readonly isRefusing: boolean }>();

  async function isRefusing(db: Db, { provider, region }: Servers, now: Date): Promise<boolean> {
    const name = `${provider} ${region}`;
    const known = answers.get(name);
    const agoMs = now.getTime() - (known?.atMs ?? Number.NEGATIVE_INFINITY);
    if (known && agoMs >= 0 && agoMs < stableMs) return known.isRefusing;
    const since = new Date(now.getTime() - windowMs);
    const [count] = await countLoginsByRegion(db, provider, [region], since);
    const found = count !== undefined && isRefusingAll(count);
    answers.set(name, { atMs: now.getTime(), isRefusing: found });
    if (found) await probeRegionSoon(db, { provider, region }, now);
    return found;
  }

  return {
    async find(db, fetched, now) {
      const refusing = new Set<string>();
      for (const each of fetched) {
        if (each.outcome.kind !== 'refused') continue;
        if (await isRefusing(db, each.poll, now)) refusing.add(each.poll.connectionId);
      }
      return refusing;
    },
  };
}
