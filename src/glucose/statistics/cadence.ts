import { medianOfSorted, roundHalfEven } from './rounding.ts';
import { indexAtOrAfter, type KnownCadence, minuteMs } from './series.ts';

/**
 * For how long a reading stands: the cadence of its sensor.
 *
 * A trace tells how often readings came, and of a sensor whose readings get lost that is less often
 * than it measures: one reading in six is no half hour of data. So the cadence is the quicker one of
 * two: what is known of the sensor at that time, which is five minutes unless told, since no sensor of
 * Dexcom's is slower; and what the stretch of the trace shows, since readings do not come early.
 *
 * Where cadences mix (one sensor speaks every minute, the next every five), an unweighted mean would
 * count the minute sensor five times. So each reading weighs the nominal cadence of its stretch. It
 * is the *nominal* cadence and not the time to the next reading: spacing jitters by seconds and
 * readings get lost, and neither makes a reading count for more or less. At one cadence all weights
 * are therefore equal, and each weighted statistic is the plain one, exactly.
 *
 * Stretches are found as the cheapest explanation of the intervals between readings, by cadences of 1
 * to 30 minutes and those that are known. An interval that is a multiple of the cadence tells of
 * readings missed (1 each, 3 at most); one that is not costs four times its distance from a multiple,
 * in cadences; one that is shorter than the cadence costs four times what it lacks, in its own length
 * (6 at most), since readings get lost but do not come early; a change of cadence costs 8. So a
 * reading or two out of step change nothing, nor does the loss of every other reading; two hours of
 * another cadence do. An interval over 45 minutes is a gap and tells nothing. A reading takes the
 * cadence of the interval that it opens.
 *
 * A trace alone never shows a cadence of less than a minute: what comes closer is as well a reading
 * that was told twice. Only where such a cadence is known do readings stand for so little. And none
 * stands for more than 45 minutes, over which nobody would interpolate.
 */
export interface Stretch {
  /** Index of the first reading of the stretch. */
  readonly start: number;
  /** Index after the last reading of the stretch. */
  readonly end: number;
  /** Minutes that each reading of the stretch stands for: 45 at most. */
  readonly cadenceMinutes: number;
}

/** An interval longer than this is a gap: nothing is interpolated over it, and it has no cadence. */
export const gapMinutesMax = 45;
/** The cadence of a sensor of which nothing is known. */
export const unknownCadenceMinutes = 5;

/** The shortest cadence that a trace shows by itself. */
const shownMinutesMin = 1;
const usualMinutes = [1, 2, 3, 5, 10, 15, 30];
const missedMax = 3;
const earlyMax = 6;
const offBeatCost = 4;
const changeCost = 8;
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

/** The stretches of one cadence, in order and without holes; empty for no reading. */
export function stretchesOf(
  takenAtMs: Float64Array,
  intervals: Float64Array,
  wholeCadenceMinutes: number,
  known: readonly KnownCadence[],
): readonly Stretch[] {
  if (takenAtMs.length === 0) return [];
  const shown = shownStretchesOf(takenAtMs.length, intervals, wholeCadenceMinutes, known);
  const stretches: Stretch[] = [];
  for (const { start, end, minutes } of knownPartsOf(takenAtMs, known)) {
    for (const each of shown) {
      const part = { start: Math.max(start, each.start), end: Math.min(end, each.end) };
      if (part.start >= part.end) continue;
      const cadenceMinutes = Math.min(each.cadenceMinutes, minutes);
      const last = stretches.at(-1);
      if (last?.cadenceMinutes !== cadenceMinutes) stretches.push({ ...part, cadenceMinutes });
      else stretches[stretches.length - 1] = { ...last, end: part.end };
    }
  }
  return stretches;
}

/** The parts of a trace in which one cadence is known, in order and without holes. */
function knownPartsOf(takenAtMs: Float64Array, known: readonly KnownCadence[]) {
  const unknown = { fromMs: Number.NEGATIVE_INFINITY, minutes: unknownCadenceMinutes };
  return [unknown, ...known].map(({ fromMs, minutes }, i) => ({
    start: indexAtOrAfter(takenAtMs, fromMs),
    end: indexAtOrAfter(takenAtMs, known[i]?.fromMs ?? Number.POSITIVE_INFINITY),
    minutes: Math.min(gapMinutesMax, minutes),
  }));
}

/**
 * The stretches by what the trace itself shows. The cadence of a series that has only one is its
 * median interval in whole minutes, `wholeCadenceMinutes`.
 */
function shownStretchesOf(
  count: number,
  intervals: Float64Array,
  wholeCadenceMinutes: number,
  known: readonly KnownCadence[],
): readonly Stretch[] {
  const nominal = nominalMinutesOf(known);
  const cadenceMinutes = Math.min(gapMinutesMax, wholeCadenceMinutes);
  const whole = [{ start: 0, end: count, cadenceMinutes }];
  if (isSurelyOne(intervals, nominal, wholeCadenceMinutes)) return whole;
  const path = cheapestPath(intervals, nominal);
  const bounds = [0];
  for (let i = 1; i < path.length; i++) if (path[i] !== path[i - 1]) bounds.push(i);
  const isWhole = bounds.length === 1 && (nominal[path[0] as number] as number) >= shownMinutesMin;
  if (isWhole) return whole;
  const cadences = cadencesOfStates(path, intervals, nominal);
  return bounds.map((start, position) => ({
    start,
    end: bounds[position + 1] ?? count,
    cadenceMinutes: cadences[path[start] as number] as number,
  }));
}

/** The cadences by which a trace is explained, ascending. */
function nominalMinutesOf(known: readonly KnownCadence[]): Float64Array {
  const minutes = known.map((each) => Math.min(gapMinutesMax, each.minutes));
  return Float64Array.from(new Set([...usualMinutes, ...minutes])).sort();
}

/** The median interval in whole minutes: the cadence of a series that has only one. */
export function wholeCadenceOf(intervals: Float64Array): number {
  const median = medianOfSorted(intervals.toSorted()) ?? unknownCadenceMinutes;
  return Math.max(shownMinutesMin, roundHalfEven(median));
}

/**
 * Whether no change of cadence can be worth its cost, told in one pass: true for almost every series,
 * and false says nothing. Over any run of intervals another cadence saves at most what the whole one
 * costs there, less what it costs itself: an interval in step with one cadence costs each other one
 * at least `othersCostMin`. Where no run saves the price of a change, there is none.
 */
function isSurelyOne(
  intervals: Float64Array,
  nominal: Float64Array,
  wholeCadenceMinutes: number,
): boolean {
  const state = nominal.indexOf(wholeCadenceMinutes);
  if (state < 0) return intervals.length === 0;
  let savings = 0;
  for (let i = 0; i < intervals.length; i++) {
    const cost = costOf(intervals[i] as number, nominal[state] as number);
    const isInStep = (intervals[i] as number) <= gapMinutesMax && cost <= inStepCostMax;
    savings = Math.max(0, savings + cost - (isInStep ? othersCostMin : 0));
    if (savings >= changeCost) return false;
  }
  return true;
}

/**
 * The cadence that each state has in this series: the median of its intervals, to 15 seconds, or to
 * one where it is less than a minute.
 */
function cadencesOfStates(
  path: Uint8Array,
  intervals: Float64Array,
  nominal: Float64Array,
): readonly number[] {
  return Array.from(nominal, (minutes, state) => {
    const own = intervals.filter((each, i) => path[i] === state && each <= gapMinutesMax);
    const median = medianOfSorted(own.sort()) ?? minutes;
    if (minutes < shownMinutesMin) return Math.round(median * 60) / 60;
    return Math.max(shownMinutesMin, Math.round(median * 4) / 4);
  });
}

/** The state of each interval on the cheapest path (the Viterbi algorithm). */
function cheapestPath(intervals: Float64Array, nominal: Float64Array): Uint8Array {
  const states = nominal.length;
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
      const cost = (comes === state ? stayed : changed) + costOf(minutes, nominal[state] as number);
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
function costOf(minutes: number, cadenceMinutes: number): number {
  if (minutes > gapMinutesMax) return 0;
  const beats = minutes / cadenceMinutes;
  if (beats < 1) return Math.min(earlyMax, offBeatCost * (1 / beats - 1));
  const whole = Math.round(beats);
  return Math.min(whole - 1, missedMax) + offBeatCost * Math.abs(beats - whole);
}
