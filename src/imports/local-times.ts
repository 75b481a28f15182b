import { instantsOfLocalTime, type OffsetStretch, offsetStretchesOf } from '#std/local-time';
import { earliestMs, type LocalTimes, type Moment, type Refusal } from './file-item.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * Reads local times by a time zone; without one, none can be read. A time that the zone's clocks showed
 * twice, or never, is refused: which instant was meant nobody can know.
 */
export function createLocalTimes(timeZone: string | null, nowMs: number): LocalTimes {
  const stretchesByYear = new Map<number, readonly OffsetStretch[]>();
  return (localMs) => {
    if (timeZone === null) return { why: 'its time has no zone: give --time-zone' };
    if (localMs < earliestMs - dayMs) return { why: 'its time lies before the year 2000' };
    if (localMs > nowMs + dayMs) return { why: 'its time lies in the future' };
    const year = new Date(localMs).getUTCFullYear();
    const stretches = stretchesByYear.get(year) ?? stretchesOfYear(timeZone, year);
    stretchesByYear.set(year, stretches);
    const [instant, second] = instantsOfLocalTime(stretches, localMs);
    if (!instant) return { why: `clocks in ${timeZone} went forward over that time` };
    if (second) return { why: `clocks in ${timeZone} showed that time twice` };
    const { atMs, offsetMs } = instant;
    const offset = offsetMs / minuteMs;
    return { takenAtMs: atMs, utcOffsetMinutes: Number.isInteger(offset) ? offset : null };
  };
}

function stretchesOfYear(timeZone: string, year: number): readonly OffsetStretch[] {
  const [fromMs, toMs] = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1)];
  return offsetStretchesOf(timeZone, fromMs - 2 * dayMs, toMs + 2 * dayMs);
}

const timePattern =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?: ?(Z|[+-]\d\d:?\d\d))?$/;

/** An instant out of a text like 2031-03-04T06:58:41.000Z, with a distance from UTC or without. */
export function momentOf(text: unknown, localTimes: LocalTimes): Moment | Refusal {
  const why = 'it needs a time such as 2031-03-04T06:58:41Z';
  const parts = typeof text === 'string' ? timePattern.exec(text.trim()) : null;
  if (!parts) return { why };
  const [, year, month, day, hour, minute, second, zone] = parts;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const localMs = Date.parse(written);
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== written) return { why };
  if (zone === undefined) return localTimes(localMs);
  if (zone === 'Z') return { takenAtMs: localMs, utcOffsetMinutes: null };
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  const offset = zone.startsWith('-') ? -minutes : minutes;
  // "+00:00" is how a program writes UTC, and says nothing of where the wearer was.
  return { takenAtMs: localMs - offset * minuteMs, utcOffsetMinutes: offset === 0 ? null : offset };
}
