import { type Region, regions } from '#dexcom-share';
import type { Lane } from './claim-polls.ts';

/**
 * How many polls are under way. Accounts that lately did not answer in time have places of their
 * own, so that a thousand of them that hang cannot take those of the others.
 */
export interface Lanes {
  take(region: Region, isSuspect: boolean): void;
  give(region: Region, isSuspect: boolean): void;
  /** The places that are free, at most `claimMax` at once. */
  free(): Lane[];
  inFlight(region: Region): number;
}

export interface PollerLimits {
  /** Polls under way at a region, from one node. */
  readonly inFlightMax: number;
  /** Polls under way at a region of accounts that lately did not answer in time. */
  readonly suspectsMax: number;
  /** Polls claimed at once of one lane. */
  readonly claimMax: number;
}

export const pollerLimits: PollerLimits = { inFlightMax: 1_000, suspectsMax: 200, claimMax: 250 };

export function createLanes(limits: PollerLimits): Lanes {
  const counts = new Map<string, number>();
  const keyOf = (region: Region, isSuspect: boolean) => `${region} ${isSuspect}`;
  const countOf = (region: Region, isSuspect: boolean) => counts.get(keyOf(region, isSuspect)) ?? 0;
  const add = (region: Region, isSuspect: boolean, change: number) =>
    counts.set(keyOf(region, isSuspect), countOf(region, isSuspect) + change);

  return {
    take: (region, isSuspect) => add(region, isSuspect, 1),
    give: (region, isSuspect) => add(region, isSuspect, -1),
    free: () =>
      regions.flatMap((region) =>
        [false, true].map((isSuspect) => {
          const max = isSuspect ? limits.suspectsMax : limits.inFlightMax;
          const slots = Math.min(max - countOf(region, isSuspect), limits.claimMax);
          return { region, isSuspect, slots: Math.max(0, slots) };
        }),
      ),
    inFlight: (region) => countOf(region, false) + countOf(region, true),
  };
}
