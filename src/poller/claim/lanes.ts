import type { Lane } from '#poll-plans';
import { type Region, regions } from '#providers';

/**
 * How many polls are under way, and how many may begin. Accounts that lately did not answer in time
 * have places of their own, and a poll that takes long moves over to them, so that a thousand that
 * hang cannot take the places of the others.
 */
export interface Lanes {
  enter(region: Region, isSuspect: boolean): Place;
  /** The places that are free. */
  free(nowMs: number): Lane[];
  inFlight(region: Region): number;
}

/** One poll's place. */
export interface Place {
  /** The poll is taking long. */
  slow(): void;
  leave(): void;
}

export interface PollerLimits {
  /** Polls under way at a region, from one node, … */
  readonly inFlightMax: number;
  /** … and so many more of suspects: together, the sockets that polling needs. */
  readonly suspectsMax: number;
  /** Polls claimed at once of one lane. */
  readonly claimMax: number;
  /** Polls that begin at a region in a second, from one node; after a standstill, this is the pace. */
  readonly startsPerSecondMax: number;
}

export const pollerLimits: PollerLimits = {
  inFlightMax: 1_000,
  suspectsMax: 200,
  claimMax: 250,
  startsPerSecondMax: 600,
};

interface Load {
  usual: number;
  suspect: number;
  /** Starts that are saved up: at most a second's worth. */
  tokens: number;
  filledAtMs: number;
}

export function createLanes(limits: PollerLimits): Lanes {
  const loads = new Map<Region, Load>(
    regions.map((region) => [
      region,
      { usual: 0, suspect: 0, tokens: limits.startsPerSecondMax, filledAtMs: 0 },
    ]),
  );
  const loadOf = (region: Region) => loads.get(region) as Load;

  return {
    enter(region, isSuspect) {
      const load = loadOf(region);
      load.tokens = Math.max(0, load.tokens - 1);
      return placeIn(load, isSuspect);
    },
    free(nowMs) {
      return regions.flatMap((region) => {
        const load = loadOf(region);
        fill(load, limits, nowMs);
        const moved = Math.max(0, load.suspect - limits.suspectsMax);
        const pace = Math.min(limits.claimMax, Math.floor(load.tokens));
        const usual = Math.min(pace, limits.inFlightMax - load.usual - moved);
        const suspect = Math.min(pace, limits.suspectsMax - load.suspect);
        return [
          { region, isSuspect: false, slots: Math.max(0, usual) },
          { region, isSuspect: true, slots: Math.max(0, suspect) },
        ];
      });
    },
    inFlight(region) {
      const { usual, suspect } = loadOf(region);
      return usual + suspect;
    },
  };
}

function fill(load: Load, { startsPerSecondMax }: PollerLimits, nowMs: number): void {
  const passedMs = Math.max(0, nowMs - load.filledAtMs);
  load.filledAtMs = nowMs;
  load.tokens = Math.min(startsPerSecondMax, load.tokens + (passedMs * startsPerSecondMax) / 1_000);
}

function placeIn(load: Load, isSuspect: boolean): Place {
  let lane: 'usual' | 'suspect' | null = isSuspect ? 'suspect' : 'usual';
  load[lane] += 1;
  return {
    slow() {
      if (lane !== 'usual') return;
      load.usual -= 1;
      load.suspect += 1;
      lane = 'suspect';
    },
    leave() {
      if (lane !== null) load[lane] -= 1;
      lane = null;
    },
  };
}
