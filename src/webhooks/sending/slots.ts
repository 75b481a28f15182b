import { assert } from '#std/assert';

/**
 * The attempts that a node has in flight or still to settle. One endpoint may hold an eighth of
 * what it leaves free, and one slot in any case: so several endpoints that hang take less and less
 * each, and it takes dozens of them to leave nothing to the others.
 */
export interface Slots {
  taken(): number;
  takenBy(endpointId: string): number;
  free(): number;
  /** How many more this endpoint may take now. */
  roomFor(endpointId: string): number;
  take(endpointId: string): void;
  give(endpointId: string): void;
}

const freeShare = 8;

export function createSlots(slotsMax: number): Slots {
  const byEndpoint = new Map<string, number>();
  let taken = 0;
  const takenBy = (endpointId: string) => byEndpoint.get(endpointId) ?? 0;
  return {
    taken: () => taken,
    takenBy,
    free: () => slotsMax - taken,
    roomFor(endpointId) {
      const free = slotsMax - taken;
      const own = takenBy(endpointId);
      if (own === 0) return Math.min(free, Math.max(1, Math.floor(free / freeShare)));
      return Math.max(0, Math.floor(free / freeShare) - own);
    },
    take(endpointId) {
      assert(taken < slotsMax, 'a slot is free');
      byEndpoint.set(endpointId, takenBy(endpointId) + 1);
      taken += 1;
    },
    give(endpointId) {
      const count = takenBy(endpointId);
      assert(count > 0, 'the slot was taken');
      if (count === 1) byEndpoint.delete(endpointId);
      else byEndpoint.set(endpointId, count - 1);
      taken -= 1;
    },
  };
}
