import type { PollMemory } from '#poller/policy';
import type { Reading } from '#providers';

/** The readings of an answer by the clock that is right. */
export interface DatedReadings extends ClockErrors {
  /** Newest first, one per second. */
  readonly readings: readonly Reading[];
}

/**
 * How far the device's clock was found from the sensor's, where the device's was wrong, and where the
 * sensor's was; null for never.
 */
export type ClockErrors = Pick<PollMemory, 'wallErrorMs' | 'sensorErrorMs'>;

const minuteMs = 60_000;
/** The newest reading is so old at the most, and so far ahead, if its clock is right. */
const nearMs = { ahead: 10 * minuteMs, behind: 15 * minuteMs };
/** Differences of two clocks that are no farther apart are the same. */
const sameErrorMs = 10 * minuteMs;

/**
 * Where the clocks of device and sensor are apart, the one is right by which the newest reading is
 * near now. What was found once holds for all readings that are as far apart, also when they are hours
 * old: so a reading keeps its instant from poll to poll. Otherwise the device's clock is taken.
 */
export function dateReadings(
  readings: readonly Reading[],
  memory: PollMemory,
  nowMs: number,
): DatedReadings {
  const { wallErrorMs, sensorErrorMs } = memory;
  if (readings.every((reading) => reading.sensorTakenAtMs === null)) {
    return { readings, wallErrorMs, sensorErrorMs };
  }
  const errors = errorsOf(readings, memory, nowMs);
  const dated = readings.map((reading) => datedBy(reading, errors));
  const sorted = dated.toSorted((one, other) => other.takenAtMs - one.takenAtMs);
  const seconds = new Set<number>();
  const once = sorted.filter(({ takenAtMs }) => {
    const second = Math.floor(takenAtMs / 1000);
    const isNew = !seconds.has(second);
    seconds.add(second);
    return isNew;
  });
  return { readings: once, ...errors };
}

/** Whether it was the sensor's clock that was right. */
export function isDatedBySensor({ takenAtMs, sensorTakenAtMs }: Reading): boolean {
  return takenAtMs === sensorTakenAtMs;
}

/** What an error is taken for stays: readings of it are near now again when they are as old as it is. */
function errorsOf(
  readings: readonly Reading[],
  { wallErrorMs, sensorErrorMs }: ClockErrors,
  nowMs: number,
): ClockErrors {
  const newest = readings.reduce((one, other) => (latestOf(other) > latestOf(one) ? other : one));
  const { takenAtMs, sensorTakenAtMs } = newest;
  if (sensorTakenAtMs === null) return { wallErrorMs, sensorErrorMs };
  const errorMs = takenAtMs - sensorTakenAtMs;
  const isKnown = isSame(errorMs, wallErrorMs) || isSame(errorMs, sensorErrorMs);
  if (!isKnown && isNear(takenAtMs, nowMs)) return { wallErrorMs, sensorErrorMs: errorMs };
  if (!isKnown && isNear(sensorTakenAtMs, nowMs)) return { wallErrorMs: errorMs, sensorErrorMs };
  return { wallErrorMs, sensorErrorMs };
}

function datedBy(reading: Reading, { wallErrorMs }: ClockErrors): Reading {
  const { takenAtMs, sensorTakenAtMs } = reading;
  if (sensorTakenAtMs === null) return reading;
  const isSensorRight = isSame(takenAtMs - sensorTakenAtMs, wallErrorMs);
  return isSensorRight ? { ...reading, takenAtMs: sensorTakenAtMs } : reading;
}

const latestOf = ({ takenAtMs, sensorTakenAtMs }: Reading) =>
  Math.max(takenAtMs, sensorTakenAtMs ?? takenAtMs);
const isNear = (atMs: number, nowMs: number) =>
  atMs - nowMs <= nearMs.ahead && nowMs - atMs <= nearMs.behind;
const isSame = (errorMs: number, knownMs: number | null) =>
  knownMs !== null && Math.abs(errorMs - knownMs) <= sameErrorMs;
