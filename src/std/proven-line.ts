import { LRUCache } from 'lru-cache';
import type { FairLine } from './fair-line.ts';
import { hashSecret } from './keyed-hash.ts';
import { networkOf } from './network-of.ts';

/**
 * A line in which what strangers show is looked for, and past which goes what was found good before:
 * so made-up secrets take no sessions from those who work, and a line that is full of strangers shuts
 * out nobody whose secret was good here.
 */
export interface ProvenLine {
  /** What `look` finds; null when the line, or the part of the address's network, is full. */
  look<Found extends NonNullable<unknown>>(shown: Shown<Found>): Promise<Found | null>;
  /** Says that a secret is good, since it was made here. */
  note(secret: string): void;
}

export interface Shown<Found> {
  readonly secret: string;
  readonly address: string;
  readonly look: () => Promise<Found>;
  readonly isGood: (found: Found) => boolean;
}

/** How many secrets are remembered as good. */
const provenMax = 10_000;

export function createProvenLine(line: FairLine): ProvenLine {
  const proven = new LRUCache<string, true>({ max: provenMax });
  const keyOf = (secret: string) => hashSecret(secret).toString('base64');
  return {
    async look({ secret, address, look, isGood }) {
      const key = keyOf(secret);
      const found = proven.get(key) ? await look() : await line.run(networkOf(address), look);
      if (found !== null && isGood(found)) proven.set(key, true);
      else proven.delete(key);
      return found;
    },
    note: (secret) => void proven.set(keyOf(secret), true),
  };
}
