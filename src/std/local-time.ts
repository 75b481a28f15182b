import { assert } from '#std/assert';

/**
 * Local time of day and local days in an IANA time zone, as pure functions of instants.
 *
 * The platform tells a zone's distance from UTC only one instant at a time, and slowly. So the
 * stretches of constant distance in a range are found once, and all else is arithmetic: the cost is
 * one question a day of the range and some twenty for each change of the clocks.
 */

/** A stretch of time, [startMs, endMs), in which a zone keeps one distance from UTC. */
export interface OffsetStretch {
  readonly startMs: number;
  readonly endMs: number;
  /** Added to an instant it gives the local clock, read as if it were UTC. */
  readonly offsetMs: number;
}

/**
 * A day of the local calendar: [startMs, endMs), 24 hours, and 23 or 25 where the clocks change; 23.5
 * and 24.5 where they change by half an hour (Lord Howe), 22 and 26 by two hours (Troll).
 */
export interface LocalDay {
  /** The local date, YYYY-MM-DD. */
  readonly date: string;
  readonly startMs: number;
  readonly endMs: number;
}

export const dayMs = 86_400_000;
const secondMs = 1000;
/** More zone names than exist; a bound for the cache, not a limit that is met. */
const formatsMax = 1000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether the platform knows the name, such as `Europe/Berlin`, as a time zone. */
export function isTimeZone(name: string): boolean {
  return findFormat(name) !== null;
}

/** The stretches of constant distance from UTC that cover [fromMs, toMs), in order. */
export function offsetStretchesOf(
  timeZone: string,
  fromMs: number,
  toMs: number,
): readonly OffsetStretch[] {
  const format = findFormat(timeZone);
  assert(format !== null, 'the time zone is known');
  const firstMs = Math.floor(fromMs / dayMs) * dayMs;
  const lastMs = Math.max(Math.ceil(toMs / dayMs) * dayMs, firstMs + dayMs);
  const stretches: OffsetStretch[] = [];
  let startMs = firstMs;
  let offsetMs = offsetAt(format, firstMs);
  for (let atMs = firstMs + dayMs; atMs <= lastMs; atMs += dayMs) {
    const nextOffsetMs = offsetAt(format, atMs);
    if (nextOffsetMs === offsetMs) continue;
    const changeMs = changeBetween(format, atMs - dayMs, atMs, offsetMs);
    stretches.push({ startMs, endMs: changeMs, offsetMs });
    startMs = changeMs;
    offsetMs = nextOffsetMs;
  }
  stretches.push({ startMs, endMs: lastMs, offsetMs });
  return stretches;
}

/** The local days that share time with [fromMs, toMs), whole and in order. */
export function localDaysOf(timeZone: string, fromMs: number, toMs: number): readonly LocalDay[] {
  if (toMs <= fromMs) return [];
  const stretches = offsetStretchesOf(timeZone, fromMs - 2 * dayMs, toMs + 3 * dayMs);
  const first = stretches.find((stretch) => fromMs < stretch.endMs);
  assert(first !== undefined, 'the stretches cover the range');
  const days: LocalDay[] = [];
  let day = Math.floor((fromMs + first.offsetMs) / dayMs);
  let startMs = startOfDay(stretches, day);
  while (startMs < toMs) {
    const endMs = startOfDay(stretches, day + 1);
    // A zone that moves across the date line leaves a date out.
    if (endMs > startMs && endMs > fromMs) {
      days.push({ date: new Date(day * dayMs).toISOString().slice(0, 10), startMs, endMs });
    }
    day += 1;
    startMs = endMs;
  }
  return days;
}

/**
 * The instants at which the zone's clocks showed a local time, given as if it were UTC: one, none
 * where the clocks went forward over it, two where they went back. The stretches reach two days
 * beyond it.
 */
export function instantsOfLocalTime(
  stretches: readonly OffsetStretch[],
  localMs: number,
): readonly { readonly atMs: number; readonly offsetMs: number }[] {
  return stretches.flatMap(({ startMs, endMs, offsetMs }) => {
    const atMs = localMs - offsetMs;
    return atMs >= startMs && atMs < endMs ? [{ atMs, offsetMs }] : [];
  });
}

/** The first instant whose local date is the given one, or later where midnight is skipped. */
function startOfDay(stretches: readonly OffsetStretch[], day: number): number {
  for (const { startMs, endMs, offsetMs } of stretches) {
    const atMs = Math.max(startMs, day * dayMs - offsetMs);
    if (atMs < endMs) return atMs;
  }
  assert(false, 'the stretches reach beyond the range');
}

function changeBetween(
  format: Intl.DateTimeFormat,
  fromMs: number,
  toMs: number,
  offsetMs: number,
): number {
  let beforeMs = fromMs;
  let afterMs = toMs;
  while (afterMs - beforeMs > secondMs) {
    const middleMs = Math.floor((beforeMs + afterMs) / 2 / secondMs) * secondMs;
    if (offsetAt(format, middleMs) === offsetMs) beforeMs = middleMs;
    else afterMs = middleMs;
  }
  return afterMs;
}

/** `atMs` is a whole second. */
function offsetAt(format: Intl.DateTimeFormat, atMs: number): number {
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = format
    .format(atMs)
    .split(/\D+/)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - atMs;
}

function findFormat(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    if (formats.size >= formatsMax) formats.clear();
    formats.set(timeZone, format);
    return format;
  } catch {
    return null;
  }
}
