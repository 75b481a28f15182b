const pattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?\s*(Z|[+-]\d{1,2}:?\d{2}(?::?\d{2})?)?$/i;

interface WireTime {
  /** As the clock face showed it, read as if it were UTC. */
  readonly faceMs: number;
  /** Null where none was told. */
  readonly offsetMs: number | null;
}

/** When a record was made, epoch ms: UTC by its device's clock. Null for what is no time. */
export function systemTimeMsOf(text: string): number | null {
  const time = wireTimeOf(text);
  return time && time.faceMs - (time.offsetMs ?? 0);
}

const halfHourMs = 30 * 60_000;
const offsetMsMin = -12 * 60 * 60_000;
const offsetMsMax = 14 * 60 * 60_000;

/**
 * The wearer's distance from UTC in minutes: as told, else by how far the time that was shown is from
 * UTC, to the half hour. Null where neither is credible.
 */
export function utcOffsetMinutesOf(systemTime: string, displayTime: string | null): number | null {
  const shown = displayTime === null ? null : wireTimeOf(displayTime);
  const systemMs = systemTimeMsOf(systemTime);
  if (!shown || systemMs === null) return null;
  const offsetMs = shown.offsetMs ?? shown.faceMs - systemMs;
  if (offsetMs < offsetMsMin - halfHourMs || offsetMs > offsetMsMax + halfHourMs) return null;
  const unitMs = shown.offsetMs === null ? halfHourMs : 60_000;
  return (Math.round(offsetMs / unitMs) * unitMs) / 60_000;
}

function wireTimeOf(text: string): WireTime | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = match;
  const [months, days] = [Number(month), Number(day)];
  const faceMs = Date.UTC(
    Number(year),
    months - 1,
    days,
    Number(hour),
    Number(minute),
    Number(second),
    Math.floor(Number(`0${fraction}`) * 1_000),
  );
  const isDate = new Date(faceMs).getUTCMonth() === months - 1;
  return isDate ? { faceMs, offsetMs: offsetMsOf(zone) } : null;
}

function offsetMsOf(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (zone.toUpperCase() === 'Z') return 0;
  const digits = zone.slice(1).replaceAll(':', '').padStart(4, '0');
  const [hours, minutes, seconds] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)];
  const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds || 0)) * 1_000;
  return zone.startsWith('-') ? -ms : ms;
}
