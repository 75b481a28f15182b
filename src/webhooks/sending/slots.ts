import { assert } from '#std/assert';

/**
 * Counts the attempts of this node that are in flight or not yet written. One endpoint may hold an
 * eighth of the free slots, and always one: several endpoints that hang get fewer slots each, and
 * it takes dozens of them to use up all slots.
 */
export interface Slots {
  taken(): number;
  takenBy(endpointId: string): number;
  free(): number;
  /** How many more slots this endpoint may take now. */
  freeFor(endpointId: string): number;
  take(endpointId: string): void;
  release(endpointId: string): void;
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
    freeFor(endpointId) {
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
    release(endpointId) {
      const count = takenBy(endpointId);
      assert(count > 0, 'the slot was taken');
      if (count === 1) byEndpoint.delete(endpointId);
      else byEndpoint.set(endpointId, count - 1);
      taken -= 1;
    },
  };
}
