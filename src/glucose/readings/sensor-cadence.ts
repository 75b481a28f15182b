/**
 * How often a person's sensor measures, from an instant on. It is kept beside the samples, since they
 * do not tell: readings that are lost make a sensor look slower than it is, and readings that are told
 * twice make it look quicker. Only readings that follow each other evenly, several in a row, show it.
 *
 * A quicker cadence than the one that is known is believed at once: readings do not come early. A
 * slower one is more likely a loss of readings, and is believed only where it is one that sensors
 * have. So one reading in six of a one-minute sensor stays that; one in five, evenly and for half an
 * hour, is taken for a change to a five-minute sensor, as nothing tells it from that.
 */
export interface SensorCadence {
  /** A whole second. */
  readonly fromMs: number;
  readonly seconds: number;
}

/** The cadence of a sensor of which nothing is known: no sensor of Dexcom's is slower. */
export const unknownCadenceSeconds = 300;

/** The cadences that sensors have. */
const usualSeconds = [60, 300];
/** A cadence differs from another one by more than this share of it, or is the same. */
const toleranceShare = 0.1;
/** So many even intervals in a row: a reading that is told twice or thrice makes no two. */
const evenIntervalsMin = 5;
/** Up to so many intervals in one, where readings were lost, the cadence goes on. */
const lostIntervalsMax = 3;

/** The cadences that even readings show, ascending by time; from instants in any order. */
export function shownCadencesOf(readingsAtMs: readonly number[]): readonly SensorCadence[] {
  const takenAtMs = readingsAtMs.map((atMs) => Math.floor(atMs / 1000) * 1000);
  takenAtMs.sort((a, b) => a - b);
  const intervals = takenAtMs.slice(1).map((atMs, i) => atMs - (takenAtMs[i] as number));
  const shown: SensorCadence[] = [];
  let end = intervals.length;
  while (end >= evenIntervalsMin) {
    const seconds = secondsOf(intervals.slice(end - evenIntervalsMin, end));
    if (seconds === null) {
      end -= 1;
      continue;
    }
    end = startOf(intervals, end - evenIntervalsMin, seconds * 1000);
    shown.push({ fromMs: takenAtMs[end] as number, seconds });
  }
  return shown.reverse();
}

/** Which of the cadences that were shown are news, where `known` ascends by time. */
export function newCadencesOf(
  known: readonly SensorCadence[],
  shown: readonly SensorCadence[],
): readonly SensorCadence[] {
  const news: SensorCadence[] = [];
  for (const each of shown) {
    const before = [...known, ...news].filter(({ fromMs }) => fromMs <= each.fromMs);
    const latest = before.sort((a, b) => a.fromMs - b.fromMs).at(-1);
    if (isBelieved(each.seconds, latest?.seconds ?? unknownCadenceSeconds)) news.push(each);
  }
  return news;
}

function isBelieved(seconds: number, knownSeconds: number): boolean {
  if (isNear(seconds, knownSeconds)) return false;
  return seconds < knownSeconds || usualSeconds.includes(seconds);
}

/** The cadence of intervals that agree; null where they do not. */
function secondsOf(intervals: readonly number[]): number | null {
  const sorted = intervals.toSorted((a, b) => a - b);
  const medianMs = sorted[sorted.length >> 1] as number;
  if (medianMs === 0 || !sorted.every((ms) => isNear(ms, medianMs))) return null;
  const usual = usualSeconds.find((seconds) => isNear(medianMs, seconds * 1000));
  return usual ?? Math.round(medianMs / 1000);
}

/** The index of the first interval that goes by the cadence, back from one that does. */
function startOf(intervals: readonly number[], from: number, cadenceMs: number): number {
  let start = from;
  while (start > 0 && isWhole(intervals[start - 1] as number, cadenceMs)) start -= 1;
  return start;
}

function isWhole(intervalMs: number, cadenceMs: number): boolean {
  const count = Math.round(intervalMs / cadenceMs);
  return count >= 1 && count <= lostIntervalsMax && isNear(intervalMs, count * cadenceMs);
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= other * toleranceShare;
}
