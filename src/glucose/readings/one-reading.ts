import type { SensorCadence } from './sensor-cadence.ts';

/**
 * R1: what makes entries one reading. A provider lists what devices told it, and a wearer's phone and
 * watch tell each reading both, some seconds apart. A reading is a group of entries that
 *
 * - lie less than `apartMsMax` behind the first of them, or less than a third of the cadence where
 *   the sensor is known, or shows itself, to be so quick; and
 * - stand apart from all others: what comes before and after the group is farther away than the group
 *   is long. Entries at even distances are readings of a quick sensor, from its third one on; until
 *   then, two alone wait as one for the third.
 *
 * Entries in a crowd, which is longer than one reading and stands apart from all others by several
 * times its length, are no quick sensor's: several devices tell several sensors, and each reading
 * takes in what it may.
 *
 * Value and trend do not decide: another value in the same place is a calibration, a revision of the
 * reading. Two sensors that are worn together keep all their readings, but where one of each falls
 * within these seconds: they are taken for one, since nothing tells them from a calibration.
 *
 * Pure, linear, and without memory: the same entries make the same readings, whoever tells them.
 */
export const apartMsMax = 16_000;
const quickShare = 1 / 3;
const standingApartShare = 1.25;
/** Two devices of two sensors: what they tell of one moment is no longer than twice a reading. */
const crowdEntriesMin = 3;
const crowdMsMax = 2 * apartMsMax;
const crowdApartShare = 4;

/**
 * The index of the first entry of each reading; from instants in epoch milliseconds, ascending and no
 * second twice, and what is known of the sensors' cadences, ascending.
 */
export function startsOfReadings(
  takenAtMs: readonly number[],
  cadences: readonly SensorCadence[],
): readonly number[] {
  const starts: number[] = [];
  const crowds = crowdsIn(takenAtMs, cadences);
  let nextCrowd = 0;
  let start = 0;
  while (start < takenAtMs.length) {
    starts.push(start);
    const firstMs = takenAtMs[start] as number;
    const limitMs = apartMsOf(cadences, firstMs);
    let end = start + 1;
    while (end < takenAtMs.length && (takenAtMs[end] as number) - firstMs < limitMs) end += 1;
    while ((crowds[nextCrowd]?.end ?? takenAtMs.length) <= start) nextCrowd += 1;
    const isInCrowd = (crowds[nextCrowd]?.start ?? takenAtMs.length) <= start;
    while (!isInCrowd && end > start + 1 && !standsApart(takenAtMs, start, end)) end -= 1;
    start = end;
  }
  return starts;
}

/** Where entries are crowded: from the index `start` to before `end`. */
export interface Crowd {
  readonly start: number;
  readonly end: number;
}

/** The crowds among instants; as `startsOfReadings` takes them. */
export function crowdsIn(
  takenAtMs: readonly number[],
  cadences: readonly SensorCadence[],
): readonly Crowd[] {
  const crowds: Crowd[] = [];
  let start = 0;
  for (let end = 1; end <= takenAtMs.length; end += 1) {
    const gapMs = (takenAtMs[end] ?? Number.POSITIVE_INFINITY) - (takenAtMs[end - 1] as number);
    if (gapMs < apartMsMax) continue;
    if (end - start >= crowdEntriesMin && isCrowd(takenAtMs, { start, end }, cadences)) {
      crowds.push({ start, end });
    }
    start = end;
  }
  return crowds;
}

function isCrowd(
  takenAtMs: readonly number[],
  { start, end }: Crowd,
  cadences: readonly SensorCadence[],
): boolean {
  const [firstMs, lastMs] = [takenAtMs[start] as number, takenAtMs[end - 1] as number];
  const lengthMs = lastMs - firstMs;
  const isOfSlowSensor = apartMsOf(cadences, firstMs) === apartMsMax;
  if (!isOfSlowSensor || lengthMs < apartMsMax || lengthMs > crowdMsMax) return false;
  const beforeMs = firstMs - (takenAtMs[start - 1] ?? Number.NEGATIVE_INFINITY);
  const afterMs = (takenAtMs[end] ?? Number.POSITIVE_INFINITY) - lastMs;
  if (Math.min(beforeMs, afterMs) < lengthMs * crowdApartShare) return false;
  // With nothing around it may be the first of a quick sensor, if it is even.
  const isAlone = start === 0 && end === takenAtMs.length;
  const gaps = takenAtMs.slice(start + 1, end).map((atMs, i) => atMs - (takenAtMs[start + i] ?? 0));
  return !(isAlone && isEven(gaps));
}

function isEven(gapsMs: readonly number[]): boolean {
  return Math.max(...gapsMs) < Math.min(...gapsMs) * standingApartShare;
}

/** Whether instants, ascending, hold any that could be told twice: almost none of a single device. */
export function areAnyNear(takenAtMs: readonly number[]): boolean {
  return takenAtMs.some((atMs, i) => i > 0 && atMs - (takenAtMs[i - 1] as number) < apartMsMax);
}

/** Around entries so much is looked at to tell whether they stand apart. */
export const surroundingsMs = crowdMsMax * crowdApartShare;

function apartMsOf(cadences: readonly SensorCadence[], atMs: number): number {
  const known = cadences.findLast(({ fromMs }) => fromMs <= atMs + apartMsMax);
  return known ? sameReadingMs(known.seconds * 1000) : apartMsMax;
}

/** Entries of a sensor of this cadence that are less apart may be one reading. */
export function sameReadingMs(cadenceMs: number): number {
  return Math.min(apartMsMax, cadenceMs * quickShare);
}

function standsApart(takenAtMs: readonly number[], start: number, end: number): boolean {
  const lastMs = takenAtMs[end - 1] as number;
  const lengthMs = lastMs - (takenAtMs[start] as number);
  const beforeMs =
    (takenAtMs[start] as number) - (takenAtMs[start - 1] ?? Number.NEGATIVE_INFINITY);
  const afterMs = (takenAtMs[end] ?? Number.POSITIVE_INFINITY) - lastMs;
  return Math.min(beforeMs, afterMs) >= lengthMs * standingApartShare;
}
