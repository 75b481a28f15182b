import type { Db } from '#db';
import { listLearntDelays } from '#poll-plans';
import { lessonsToTell, type Typical, typicalOf } from '#poller/policy';
import { passwordProvider, type Region } from '#providers';
import type { FetchedPoll } from './decided-poll.ts';

/** What the wearers of a region tell of the delay that a new one may have. */
export interface RegionDelays {
  /** Of the regions of those polls that meet the first reading of a connection. */
  find(db: Db, fetched: readonly FetchedPoll[], now: Date): Promise<ReadonlyMap<Region, Typical>>;
}

/** For so long one look holds, since hundreds may be linked within a minute. */
const stableMs = 10 * 60 * 1000;

export function createRegionDelays(): RegionDelays {
  const known = new Map<Region, { readonly atMs: number; readonly typical: Typical }>();

  async function look(db: Db, region: Region, nowMs: number): Promise<Typical> {
    const before = known.get(region);
    if (before && Math.abs(nowMs - before.atMs) < stableMs) return before.typical;
    const typical = typicalOf(
      await listLearntDelays(db, { provider: passwordProvider, region }, lessonsToTell),
    );
    known.set(region, { atMs: nowMs, typical });
    return typical;
  }

  return {
    async find(db, fetched, now) {
      const fresh = fetched.filter(
        ({ poll, outcome }) =>
          poll.provider === passwordProvider &&
          poll.memory.newestAtMs === null &&
          outcome.kind === 'read',
      );
      const found = new Map<Region, Typical>();
      for (const region of new Set(fresh.map(({ poll }) => poll.region))) {
        found.set(region, await look(db, region, now.getTime()));
      }
      return found;
    },
  };
}
