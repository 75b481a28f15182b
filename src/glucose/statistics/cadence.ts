import { medianOfSorted, roundHalfEven } from './rounding.ts';
import { minuteMs } from './series.ts';

/**
 * For how long a reading stands.
 *
 * Where cadences mix (one sensor speaks every minute, the next every five), an unweighted mean would
 * count the minute sensor five times. So each reading weighs the nominal cadence of its stretch. It
 * is the *nominal* cadence and not the time to the next reading: spacing jitters by seconds and
 * readings get lost, and neither makes a reading count for more or less. At one cadence all weights
 * are therefore equal, and each weighted statistic is the plain one, exactly.
 *
 * Stretches are found as the cheapest explanation of the intervals between readings. An interval
 * that is a multiple of the cadence tells of readings missed (1 each, 3 at most); one that is not
 * costs four times its distance from a multiple, in cadences; one that is shorter than the cadence
 * costs four times what it lacks, in its own length (6 at most), since readings get lost but do not
 * come early; a change of cadence costs 8. So a reading or two out of step change nothing, nor does
 * the loss of every other reading; two hours of another cadence do. An interval over 45 minutes is a
 * gap and tells nothing. A reading takes the cadence of the interval that it opens.
 *
 * No reading stands for more than 45 minutes, over which nobody would interpolate: a finger prick a
 * day does not make a day of data.
 */
export interface Stretch {
  /** Index of the first reading of the stretch. */
  readonly start: number;
  /** Index after the last reading of the stretch. */
  readonly end: number;
  /** Minutes that each reading of the stretch stands for: 1 to 45. */
  readonly cadenceMinutes: number;
}

/** An interval longer than this is a gap: nothing is interpolated over it, and it has no cadence. */
export const gapMinutesMax = 45;

/** The cadence of a lone reading, which has no interval to tell it. */
const loneCadenceMinutes = 5;
const cadenceMinutesMin = 1;
const nominalMinutes = Float64Array.of(1, 2, 3, 5, 10, 15, 30);
const states = nominalMinutes.length;
const missedMax = 3;
const earlyMax = 6;
const offBeatCost = 4;
const changeCost = 8;
const quarterMinute = 4;
/** Off by at most a twentieth of the cadence, and no beat missed. */
const inStepCostMax = 0.2;
const othersCostMin = 0.5;

/** Minutes between neighbouring readings. */
export function intervalsOf(takenAtMs: Float64Array): Float64Array {
  const intervals = new Float64Array(Math.max(0, takenAtMs.length - 1));
  for (let i = 0; i < intervals.length; i++) {
    intervals[i] = ((takenAtMs[i + 1] as number) - (takenAtMs[i] as number)) / minuteMs;
  }
  return intervals;
}

/**
 * The stretches of one cadence, in order and without holes; empty for no reading. The cadence of a
 * series that has only one is its median interval in whole minutes, `wholeCadenceMinutes`.
 */
export function stretchesOf(
  count: number,
  intervals: Float64Array,
  wholeCadenceMinutes: number,
): readonly Stretch[] {
  if (count === 0) return [];
  const cadenceMinutes = Math.min(gapMinutesMax, wholeCadenceMinutes);
  const whole = [{ start: 0, end: count, cadenceMinutes }];
  if (isSurelyOne(intervals, wholeCadenceMinutes)) return whole;
  const path = cheapestPath(intervals);
  const bounds = [0];
  for (let i = 1; i < path.length; i++) if (path[i] !== path[i - 1]) bounds.push(i);
  if (bounds.length === 1) return whole;
  const cadences = cadencesOfStates(path, intervals);
  return bounds.map((start, position) => ({
    start,
    end: bounds[position + 1] ?? count,
    cadenceMinutes: cadences[path[start] as number] as number,
  }));
}

/** The median interval in whole minutes: the cadence of a series that has only one. */
export function wholeCadenceOf(intervals: Float64Array): number {
  const median = medianOfSorted(intervals.toSorted()) ?? loneCadenceMinutes;
  return Math.max(cadenceMinutesMin, roundHalfEven(median));
}

/**
 * Whether no change of cadence can be worth its cost, told in one pass: true for almost every series,
 * and false says nothing. Over any run of intervals another cadence saves at most what the whole one
 * costs there, less what it costs itself: an interval in step with one cadence costs each other one
 * at least `othersCostMin`. Where no run saves the price of a change, there is none.
 */
function isSurelyOne(intervals: Float64Array, wholeCadenceMinutes: number): boolean {
  const state = nominalMinutes.indexOf(wholeCadenceMinutes);
  if (state < 0) return intervals.length === 0;
  let savings = 0;
  for (let i = 0; i < intervals.length; i++) {
    const cost = costOf(intervals[i] as number, state);
    const isInStep = (intervals[i] as number) <= gapMinutesMax && cost <= inStepCostMax;
    savings = Math.max(0, savings + cost - (isInStep ? othersCostMin : 0));
    if (savings >= changeCost) return false;
  }
  return true;
}

/** The cadence that each state has in this series: the median of its intervals, to 15 seconds. */
function cadencesOfStates(path: Uint8Array, intervals: Float64Array): readonly number[] {
  return Array.from(nominalMinutes, (nominal, state) => {
    const own = intervals.filter((minutes, i) => path[i] === state && minutes <= gapMinutesMax);
    const median = medianOfSorted(own.sort()) ?? nominal;
    return Math.max(cadenceMinutesMin, Math.round(median * quarterMinute) / quarterMinute);
  });
}

/** The state of each interval on the cheapest path (the Viterbi algorithm). */
function cheapestPath(intervals: Float64Array): Uint8Array {
  const cameFrom = new Uint8Array(intervals.length * states);
  let costs = new Float64Array(states);
  let nextCosts = new Float64Array(states);
  let best = 0;
  for (let i = 0; i < intervals.length; i++) {
    const minutes = intervals[i] as number;
    const changed = (costs[best] as number) + changeCost;
    let nextBest = 0;
    for (let state = 0; state < states; state++) {
      const stayed = costs[state] as number;
      // Of equals the later change is taken: a reading before a gap keeps the cadence it had.
      const comes = i === 0 || stayed < changed ? state : best;
      cameFrom[i * states + state] = comes;
      const cost = (comes === state ? stayed : changed) + costOf(minutes, state);
      nextCosts[state] = cost;
      if (cost < (nextCosts[nextBest] as number)) nextBest = state;
    }
    [costs, nextCosts] = [nextCosts, costs];
    best = nextBest;
  }
  const path = new Uint8Array(intervals.length);
  for (let i = intervals.length - 1; i >= 0; i--) {
    path[i] = best;
    best = cameFrom[i * states + best] as number;
  }
  return path;
}

/** What it costs to explain an interval by a cadence. */
function costOf(minutes: number, state: number): number {
  if (minutes > gapMinutesMax) return 0;
  const beats = minutes / (nominalMinutes[state] as number);
  if (beats < 1) return Math.min(earlyMax, offBeatCost * (1 / beats - 1));
  const whole = Math.round(beats);
  return Math.min(whole - 1, missedMax) + offBeatCost * Math.abs(beats - whole);
}
