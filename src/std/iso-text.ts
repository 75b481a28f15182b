/**
 * Instants as ISO 8601 in UTC with milliseconds: what `Date.prototype.toISOString` gives, at a fifth
 * of its cost where neighbours are of one day, as the samples of a chart are.
 */
const dayMs = 86_400_000;
/** The years from 1970 to 9999, in which the text has one form. */
const instantMsMax = Date.UTC(10_000, 0, 1) - 1;
const twoDigits = Array.from({ length: 60 }, (_, number) => `${number}`.padStart(2, '0'));

let lastDay = Number.NaN;
let lastDayText = '';

export function isoTextOf(instant: Date): string {
  const ms = instant.getTime();
  if (!(ms >= 0 && ms <= instantMsMax)) return instant.toISOString();
  const day = Math.floor(ms / dayMs);
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(day * dayMs).toISOString().slice(0, 11);
  }
  const inDayMs = ms - day * dayMs;
  const milliseconds = inDayMs % 1000;
  const inDay = (inDayMs - milliseconds) / 1000;
  const second = inDay % 60;
  const minutes = (inDay - second) / 60;
  const minute = minutes % 60;
  const time = `${twoDigits[(minutes - minute) / 60]}:${twoDigits[minute]}:${twoDigits[second]}`;
  return milliseconds === 0
    ? `${lastDayText}${time}.000Z`
    : `${lastDayText}${time}.${`${milliseconds}`.padStart(3, '0')}Z`;
}
