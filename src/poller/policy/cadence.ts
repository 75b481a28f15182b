import { cadenceMsMin } from './pace.ts';

/** Readings looked at: enough to outvote a gap or two, few enough to follow a change of sensor. */
const newestReadings = 9;
/** With fewer intervals than this in one answer nothing is said about the cadence. */
const intervalsMin = 3;
/** Intervals within this share of their median agree with it. */
const agreementShare = 0.05;
/** The share of what was just seen in the estimate: sensors drift slowly against the clock. */
const smoothingShare = 0.1;

/**
 * The time from one reading to the next, from the instants in one answer (in any order) and what
 * was believed before. A gap stretches one interval and not the median; an answer whose intervals
 * do not agree, as after a change of sensor, teaches nothing.
 */
export function nextCadenceMs(cadenceMs: number, readingsAtMs: readonly number[]): number {
  const newest = readingsAtMs.toSorted((a, b) => b - a).slice(0, newestReadings);
  const intervals = newest
    .slice(1)
    .map((atMs, index) => (newest[index] ?? atMs) - atMs)
    .toSorted((a, b) => a - b);
  const median = intervals[Math.floor((intervals.length - 1) / 2)];
  if (median === undefined || median < cadenceMsMin) return cadenceMs;
  const agreeing = intervals.filter((ms) => Math.abs(ms - median) <= median * agreementShare);
  // Of two sensors that are worn together every other interval is a short one: they are no majority.
  if (agreeing.length < intervalsMin || agreeing.length * 2 <= intervals.length) return cadenceMs;
  const isOther = Math.abs(median - cadenceMs) > cadenceMs * agreementShare;
  return Math.round(isOther ? median : cadenceMs + (median - cadenceMs) * smoothingShare);
}
