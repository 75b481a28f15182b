import { networkOf, siteOf } from '#std/network-of';

/**
 * Sockets that have shown no credential yet have a quota of their own, by network: whoever opens
 * thousands and says nothing takes no place of those who do.
 */
export interface Newcomers {
  /** Counts one in. Returns the function that counts it out, or null when there is no place. */
  countIn(address: string): (() => void) | null;
}

export interface NewcomerLimits {
  readonly newcomersPerNetworkMax: number;
  readonly newcomersMax: number;
}

export function createNewcomers({
  newcomersPerNetworkMax,
  newcomersMax,
}: NewcomerLimits): Newcomers {
  const counts = new Map<string, number>();
  let total = 0;

  return {
    countIn(address) {
      const network = siteOf(address) ?? networkOf(address);
      const count = counts.get(network) ?? 0;
      if (total >= newcomersMax || count >= newcomersPerNetworkMax) return null;
      counts.set(network, count + 1);
      total += 1;
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        total -= 1;
        const left = (counts.get(network) ?? 1) - 1;
        if (left > 0) counts.set(network, left);
        else counts.delete(network);
      };
    },
  };
}
