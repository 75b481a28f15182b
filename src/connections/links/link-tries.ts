import type { Db } from '#db';
import { type RateWindow, returnHits, takeHits } from '#permits';
import type { KeyedHash } from '#std/keyed-hash';
import { networkOf } from '#std/network-of';

/** Who tries to link, and when. */
export interface TryFrom {
  readonly userId: string;
  readonly address: string;
  readonly at: Date;
}

interface Deps {
  readonly db: Db;
  readonly keyedHash: KeyedHash;
}

const hourMs = 60 * 60 * 1000;
const tenMinutesMs = 10 * 60 * 1000;

/**
 * Tries of one user, with whatever link tokens: as many in ten minutes as an account has logins,
 * whatever names are tried, since all of them may be names of one account.
 */
const triesPerUserMax = 3;
const triesPerUserAndHourMax = 10;
/**
 * What one user, or one network, may ask for in an hour, also where this gateway refuses it by itself:
 * a clinic's links many, a guesser few.
 */
const asksPerHourMax = 60;

/** Takes a try; or none, and says from when on there is one. */
export async function takeTry(deps: Deps, from: TryFrom): Promise<Date | null> {
  const asksUntil = await takeHits(deps.db, askWindows(deps, from), from.at);
  return asksUntil ?? takeHits(deps.db, tryWindows(deps, from), from.at);
}

/** Gives back a try that sent no login. */
export function returnTry(deps: Deps, from: TryFrom): Promise<void> {
  return returnHits(deps.db, tryWindows(deps, from), from.at);
}

function askWindows({ keyedHash }: Deps, { userId, address }: TryFrom): RateWindow[] {
  const perHour = { windowMs: hourMs, hitsMax: asksPerHourMax };
  return [
    { key: keyedHash('link-asks', userId), ...perHour },
    { key: keyedHash('link-address', networkOf(address)), ...perHour },
  ];
}

function tryWindows({ keyedHash }: Deps, { userId }: TryFrom): RateWindow[] {
  return [
    {
      key: keyedHash('link-user', userId),
      windowMs: tenMinutesMs,
      hitsMax: triesPerUserMax,
    },
    {
      key: keyedHash('link-user-hour', userId),
      windowMs: hourMs,
      hitsMax: triesPerUserAndHourMax,
    },
  ];
}
