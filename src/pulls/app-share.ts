import type { Db } from '#db';
import { type RateWindow, takeHits } from '#permits';
import type { ProviderSlug, Region } from '#providers';
import type { KeyedHash } from '#std/keyed-hash';
import type { ClaimedPull } from './claim-pulls.ts';

/**
 * Dexcom answers 60,000 calls of an app in an hour. Of these half are for pulls, on all nodes
 * together; the other half is for the polls of some ten thousand people. Who has waited longest is
 * asked first, a stretch at a time: so nobody's months go before another's.
 */
const callsPerHourMax = 30_000;
const hourMs = 60 * 60 * 1000;

/** A call of an app is counted in one of so many parts, so that nodes do not wait for one row. */
const parts = 30;

/** The deployment's app of a region. */
export interface App {
  readonly provider: ProviderSlug;
  readonly region: Region;
}

export interface AppShareDeps {
  readonly db: Db;
  readonly keyedHash: KeyedHash;
}

/** Takes a call of the app's share; or none, and says from when on there is one. */
export function takeCall(
  { db, keyedHash }: AppShareDeps,
  { provider, region }: App,
  { connectionId, fence }: Pick<ClaimedPull, 'connectionId' | 'fence'>,
  now: Date,
): Promise<Date | null> {
  const part = (Number.parseInt(connectionId.slice(-4), 16) + fence) % parts;
  const window: RateWindow = {
    key: keyedHash('app-pulls', provider, region, String(part)),
    windowMs: hourMs,
    hitsMax: callsPerHourMax / parts,
  };
  return takeHits(db, [window], now);
}
