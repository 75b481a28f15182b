/** Whose clock a chart goes by. */
export type ZoneChoice = 'wearer' | 'mine' | 'UTC';

export interface Zone {
  readonly choice: ZoneChoice;
  /** An IANA name. */
  readonly name: string;
}

export const myZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Where the wearer's zone is not known, the reader's own stands in, and is named. */
export function zoneOf(choice: string | null, wearersZone: string | null): Zone {
  if (choice === 'UTC') return { choice: 'UTC', name: 'UTC' };
  if (choice === 'mine' || wearersZone === null) return { choice: 'mine', name: myZone };
  return { choice: 'wearer', name: wearersZone };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(
  zone: string,
  options: Intl.DateTimeFormatOptions,
  language = 'en-GB',
): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  formats.set(key, format);
  return format;
}

const clockOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const dayOptions = { weekday: 'short', day: 'numeric', month: 'short' } as const;

export const clockIn = (zone: string, timeMs: number) =>
  formatOf(zone, clockOptions).format(timeMs);

export const dayIn = (zone: string, timeMs: number) => formatOf(zone, dayOptions).format(timeMs);

export const dayAndClockIn = (zone: string, timeMs: number) =>
  formatOf(zone, { ...dayOptions, ...clockOptions }).format(timeMs);

const stamps = { dateStyle: 'short', timeStyle: 'medium' } as const;

/** As programs take it, like 2026-01-31 06:00:00: Swedish is written so. */
export const stampIn = (zone: string, timeMs: number) =>
  formatOf(zone, stamps, 'sv-SE').format(timeMs);

/** Minutes after midnight of a zone's clock. */
export function minuteOfDayIn(zone: string, timeMs: number): number {
  const [hours = 0, minutes = 0] = clockIn(zone, timeMs).split(':').map(Number);
  return hours * 60 + minutes;
}

const nightFrom = 22 * 60;
const nightTo = 7 * 60;
/** Every zone is a multiple of this away from UTC. */
const stepMs = 15 * 60_000;

/** The nights of a range, from 22 to 7 by the clock of a zone, in order of time. */
export function nightsIn(
  zone: string,
  fromMs: number,
  toMs: number,
): { readonly fromMs: number; readonly toMs: number }[] {
  const nights: { fromMs: number; toMs: number }[] = [];
  for (let atMs = Math.floor(fromMs / stepMs) * stepMs; atMs < toMs; atMs += stepMs) {
    const minute = minuteOfDayIn(zone, atMs);
    if (minute >= nightTo && minute < nightFrom) continue;
    const last = nights.at(-1);
    if (last?.toMs === atMs) last.toMs = atMs + stepMs;
    else nights.push({ fromMs: atMs, toMs: atMs + stepMs });
  }
  return nights;
}
