/**
 * The forms in which the API writes times: those of its documentation, and those that its clients
 * have met. A receiver never writes a zone, since it knows none.
 */
export const timeForms = [
  'documented',
  'fractions',
  'no-seconds',
  'one-digit',
  'spaced',
  'offset-seconds',
  'no-zone',
  'mixed',
] as const;
export type TimeForm = (typeof timeForms)[number];

export interface WireTimes {
  readonly systemTime: string;
  readonly displayTime: string;
}

const secondMs = 1000;
const minuteMs = 60_000;
/** A display clock that is not exactly its offset away: `-06:59:58`. */
const oddMs = 2 * secondMs;

/** `number` chooses the form where they are mixed. */
export function writeTimes(
  form: TimeForm,
  number: number,
  atMs: number,
  utcOffsetMinutes: number,
): WireTimes {
  if (form === 'mixed') {
    const others = timeForms.length - 1;
    return writeTimes(timeForms[number % others] ?? 'documented', 0, atMs, utcOffsetMinutes);
  }
  const offsetMs = utcOffsetMinutes * minuteMs + (form === 'offset-seconds' ? oddMs : 0);
  const hasZone = form !== 'no-zone';
  return {
    systemTime: textOf(form, atMs) + (hasZone ? 'Z' : ''),
    displayTime: textOf(form, atMs + offsetMs) + (hasZone ? zoneOf(offsetMs) : ''),
  };
}

function textOf(form: TimeForm, atMs: number): string {
  const text = new Date(atMs).toISOString().slice(0, 19);
  switch (form) {
    case 'fractions':
      return `${text}.0000000`;
    case 'no-seconds':
      return text.slice(0, 16);
    case 'one-digit':
      return text.replace(/(?<=\D)0(\d)/g, '$1');
    case 'spaced':
      return text.replace('T', ' ');
    default:
      return text;
  }
}

function zoneOf(offsetMs: number): string {
  const seconds = Math.abs(offsetMs) / secondMs;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const used = parts[2] === 0 ? parts.slice(0, 2) : parts;
  return (offsetMs < 0 ? '-' : '+') + used.map((part) => `${part}`.padStart(2, '0')).join(':');
}
