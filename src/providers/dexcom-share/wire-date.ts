/** An instant as Dexcom writes it, with the offset from UTC if one was given. */
export interface WireDate {
  readonly atMs: number;
  readonly offsetMinutes: number | null;
}

/** `Date(ms)` today, `/Date(ms)/` until about 2021; either with `+hhmm` or `-hhmm` in DT. */
const datePattern = /^\/?Date\((-?\d{1,16})(?:([+-])(\d{2})(\d{2}))?\)\/?$/;

/** The end of the year 9999: beyond it, neither a Date nor a timestamp column holds the instant. */
const atMsMax = 253_402_300_799_999;

/** No place on Earth is farther from UTC. */
const offsetMinutesMax = 14 * 60;

/** Null for what is no date, or no instant after 1970. */
export function parseWireDate(text: unknown): WireDate | null {
  const match = typeof text === 'string' ? datePattern.exec(text) : null;
  if (!match) return null;
  const [, milliseconds, sign, hours, minutes] = match;
  const atMs = Number(milliseconds);
  if (atMs <= 0 || atMs > atMsMax) return null;
  if (sign === undefined) return { atMs, offsetMinutes: null };
  const distance = Number(hours) * 60 + Number(minutes);
  if (Number(minutes) > 59 || distance > offsetMinutesMax) return { atMs, offsetMinutes: null };
  return { atMs, offsetMinutes: sign === '-' && distance > 0 ? -distance : distance };
}
