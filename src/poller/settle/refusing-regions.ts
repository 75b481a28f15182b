import { countLoginsByRegion, isRefusingAll } from '#connections';
import type { Db } from '#db';
import { probeRegionSoon } from '#poll-plans';
import type { Region } from '#providers';
import type { FetchedPoll } from './decided-poll.ts';

/**
 * Tells a region that refuses everybody, within the hour, from a wearer whose password is wrong.
 */
export interface RefusingRegions {
  /**
   * The regions of these polls that refuse everybody; asked only where one of them was refused. Of those
   * who were given up there lately, probes come soon.
   */
  find(db: Db, fetched: readonly FetchedPoll[], now: Date): Promise<ReadonlySet<Region>>;
}

const windowMs = 60 * 60 * 1000;
/** An answer stands for so long: while a region refuses everybody, each batch asks. */
const stableMs = 10_000;

export function createRefusingRegions(): RefusingRegions {
  const answers = new Map<Region, { readonly atMs: number; readonly isRefusing: boolean }>();

  async function look(db: Db, regions: readonly Region[], now: Date): Promise<void> {
    const counts = await countLoginsByRegion(db, regions, new Date(now.getTime() - windowMs));
    for (const region of regions) {
      const count = counts.find((each) => each.region === region);
      const isRefusing = count !== undefined && isRefusingAll(count);
      answers.set(region, { atMs: now.getTime(), isRefusing });
      if (isRefusing) await probeRegionSoon(db, region, now);
    }
  }

  return {
    async find(db, fetched, now) {
      const refused = fetched.filter(({ outcome }) => outcome.kind === 'refused');
      const regions = [...new Set(refused.map(({ poll }) => poll.region))];
      const unknown = regions.filter((region) => {
        const agoMs = now.getTime() - (answers.get(region)?.atMs ?? Number.NEGATIVE_INFINITY);
        return agoMs < 0 || agoMs >= stableMs;
      });
      if (unknown.length > 0) await look(db, unknown, now);
      return new Set(regions.filter((region) => answers.get(region)?.isRefusing));
    },
  };
}
