/**
 * Instants as ISO 8601 in UTC with milliseconds, equal to `Date.prototype.toISOString`, at a fifth of
 * its cost when successive instants are on the same day, like the samples of a chart.
 */
const dayMs = 86_400_000;
/** The end of the year 9999: from 1970 until then the text has one form. */
const instantMsMax = Date.UTC(10_000, 0, 1) - 1;
const minuteTexts = Array.from({ length: 1_440 }, (_, minute) =>
  new Date(minute * 60_000).toISOString().slice(11, 17),
);
const secondTexts = Array.from({ length: 60 }, (_, second) =>
  new Date(second * 1_000).toISOString().slice(17),
);

const wholeSecondTexts = secondTexts.map((text) => text.slice(0, 2));

let lastDay = Number.NaN;
let lastDayText = '';

export function isoTextOf(instant: Date): string {
  const ms = instant.getTime();
  if (!hasOneForm(ms)) return instant.toISOString();
  const inDayMs = ms - noteDay(ms) * dayMs;
  const minute = Math.floor(inDayMs / 60_000);
  const inMinuteMs = inDayMs - minute * 60_000;
  const seconds = secondTexts[inMinuteMs / 1_000];
  if (seconds !== undefined) return lastDayText + minuteTexts[minute] + seconds;
  return instant.toISOString();
}

/** `2026-08-19T09:19:50+00:00`: in UTC, cut to the second. */
export function offsetTextOf(instant: Date): string {
  return `${secondTextOf(instant.getTime())}+00:00`;
}

/** `2026-08-19T09:19:50`: epoch milliseconds in UTC, cut to the second. */
export function secondTextOf(ms: number): string {
  if (!hasOneForm(ms)) return new Date(ms).toISOString().slice(0, 19);
  const inDayMs = ms - noteDay(ms) * dayMs;
  const minute = Math.floor(inDayMs / 60_000);
  const second = Math.floor((inDayMs - minute * 60_000) / 1_000);
  return `${lastDayText}${minuteTexts[minute]}${wholeSecondTexts[second]}`;
}

function hasOneForm(ms: number): boolean {
  return ms >= 0 && ms <= instantMsMax;
}

/** The number of its day, whose text is then `lastDayText`. */
function noteDay(ms: number): number {
  const day = Math.floor(ms / dayMs);
  if (day !== lastDay) {
    lastDay = day;
    lastDayText = new Date(day * dayMs).toISOString().slice(0, 11);
  }
  return day;
}
