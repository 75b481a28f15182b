import { aheadSlackMs, isPhoneAhead, isToldOfLate } from '#poller/policy';
import type { ClaimedPoll } from '#poller/poll';
import type { Reading } from '#providers';
import type { KnownAside } from './put-aside.ts';

/** How far ahead of us the clock may be of a phone that tells alone. */
export const futureMsMax = 10 * 60 * 1000;
/** So many readings ahead that were told while others had right times are a second device's. */
const ofSecondDeviceMin = 2;
/** And it is known for so long before the last reading with a right time. */
const secondDeviceMs = 60 * 60 * 1000;

/** What a poll makes of readings that are dated ahead of now. */
export interface AheadBounds {
  /** How far ahead readings are dated that are served. */
  readonly msMax: number;
  /** Instants of readings that are aside since they were ahead, and are believed now. */
  readonly believed: readonly number[];
}

/** Where nothing tells that there is a second device. */
export const ofPhoneAlone: AheadBounds = { msMax: futureMsMax, believed: [] };

/**
 * A sensor measures nothing ahead of now, so what is dated there comes from a clock that is wrong. While
 * readings with right times are told it is a second device's, which tells the same ones, and is kept aside.
 * A phone that tells alone may be ahead by ten minutes: it is known by how soon its readings are seen,
 * or else, where its clock has gone ahead since, by two cadences and a minute without a right time.
 * Then what was kept aside is believed, unless a second device was known before. `readings` are those
 * of the answer. Pure.
 */
export function aheadBoundsOf(
  { memory }: ClaimedPoll,
  readings: readonly Reading[],
  known: KnownAside,
  nowMs: number,
): AheadBounds {
  const { newestAtMs, newsAtMs, cadenceMs } = memory;
  if (newestAtMs === null || newsAtMs === null || isPhoneAhead(memory)) return ofPhoneAlone;
  const ofSecondDevice = { ...ofPhoneAlone, msMax: aheadSlackMs };
  const isNews = ({ takenAtMs }: Reading) =>
    takenAtMs > newestAtMs && takenAtMs <= nowMs + aheadSlackMs && !known.has(takenAtMs);
  if (isToldOfLate(memory, nowMs) || readings.some(isNews)) return ofSecondDevice;
  const ahead = [...known]
    .filter(([, { reason }]) => reason === 'clock-ahead')
    .map(([takenAtMs, { seenAtMs }]) => ({ takenAtMs, seenAtMs }));
  // What is told with a reading may be met half a cadence after it.
  const besideMs = newsAtMs + cadenceMs / 2;
  const beside = ahead.filter(
    ({ seenAtMs }) => seenAtMs <= besideMs && seenAtMs > newsAtMs - secondDeviceMs,
  );
  if (beside.length >= ofSecondDeviceMin) return ofSecondDevice;
  const alone = ahead.filter(({ seenAtMs }) => seenAtMs > besideMs);
  return { msMax: futureMsMax, believed: alone.map(({ takenAtMs }) => takenAtMs) };
}
