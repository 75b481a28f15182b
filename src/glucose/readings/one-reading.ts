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
 * Value and trend do not decide: another value in the same place is a calibration, a revision of the
 * reading. Two sensors that are worn together keep all their readings, but where one of each falls
 * within these seconds: they are taken for one, since nothing tells them from a calibration.
 *
 * Pure, linear, and without memory: the same entries make the same readings, whoever tells them.
 */
export const apartMsMax = 16_000;
const quickShare = 1 / 3;
const standingApartShare = 1.25;

/**
 * The index of the first entry of each reading; from instants in epoch milliseconds, ascending and no
 * second twice, and what is known of the sensors' cadences, ascending.
 */
export function startsOfReadings(
  takenAtMs: readonly number[],
  cadences: readonly SensorCadence[],
): readonly number[] {
  const starts: number[] = [];
  let start = 0;
  while (start < takenAtMs.length) {
    starts.push(start);
    const firstMs = takenAtMs[start] as number;
    const limitMs = apartMsOf(cadences, firstMs);
    let end = start + 1;
    while (end < takenAtMs.length && (takenAtMs[end] as number) - firstMs < limitMs) end += 1;
    while (end > start + 1 && !standsApart(takenAtMs, start, end)) end -= 1;
    start = end;
  }
  return starts;
}

/** Whether instants, ascending, hold any that could be told twice: almost none of a single device. */
export function areAnyNear(takenAtMs: readonly number[]): boolean {
  return takenAtMs.some((atMs, i) => i > 0 && atMs - (takenAtMs[i - 1] as number) < apartMsMax);
}

/** Around entries so much is looked at to tell whether they stand apart. */
export const surroundingsMs = 2 * apartMsMax * standingApartShare;

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
