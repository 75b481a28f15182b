import type { Db } from '#db';
import { type IncomingReading, ingestSamples, type Trend } from '#glucose';
import type { ProviderSlug } from '#providers';

/** A reading in short: minutes after the start, mg/dL, and where it was heading. */
export type ShortReading = readonly [minutes: number, valueMgDl: number, trend?: Trend];

export const startMs = Date.UTC(2026, 2, 1);
export const minuteMs = 60_000;

export const atMinute = (minutes: number) => new Date(startMs + minutes * minuteMs);

export function reading([minutes, valueMgDl, trend = 'FLAT']: ShortReading): IncomingReading {
  return { takenAtMs: startMs + minutes * minuteMs, valueMgDl, trend, utcOffsetMinutes: 60 };
}

/** Stores readings of a user as one poll would. */
export async function storeSamples(
  db: Db,
  userId: string,
  readings: readonly ShortReading[],
  provider: ProviderSlug = 'dexcom',
): Promise<void> {
  const receivedAt = new Date(startMs + 14_123);
  await ingestSamples(db, [
    {
      userId,
      provider,
      origin: provider === 'dexcom' ? 'SHARE' : 'OAUTH',
      newestTakenAt: null,
      receivedAt,
      readings: readings.map(reading),
    },
  ]);
}

/** `count` readings, five minutes apart, that move but stay in range. */
export function steadyReadings(count: number, fromMinute = 0): ShortReading[] {
  return Array.from({ length: count }, (_, n) => [fromMinute + n * 5, 110 + ((n * 7) % 40)]);
}
