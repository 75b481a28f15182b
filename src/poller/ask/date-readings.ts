import { sameReadingMs } from '#glucose';
import type { PollMemory } from '#poller/policy';
import type { Reading } from '#providers';

/** The readings of an answer by the clock that is right. */
export interface DatedReadings extends ClockErrors {
  /** Newest first, one per second and value. */
  readonly readings: readonly Reading[];
}

/**
 * How far the device's clock was found from the sensor's, where the device's was wrong, and where the
 * sensor's was; null for never.
 */
export type ClockErrors = Pick<PollMemory, 'wallErrorMs' | 'sensorErrorMs'>;

/** A reading that both clocks dated, far apart. */
type ApartReading = Reading & { readonly sensorTakenAtMs: number };

const minuteMs = 60_000;
/** The newest reading is so old at the most, and so far ahead, if its clock is right. */
const nearMs = { ahead: 10 * minuteMs, behind: 15 * minuteMs };
/** Differences of two clocks that are no farther apart are the same. */
const sameErrorMs = 10 * minuteMs;
/** Of one sensor no two readings are nearer than this share of the usual distance. */
const collidingShare = 0.55;

/**
 * Where the clocks of device and sensor are apart, one of them is wrong: readings with the same
 * difference are judged together, and the clocks of hours ago apart from the one of now.
 *
 * - What was found before of such a difference holds: so a reading keeps its instant from poll to poll.
 * - Else that clock is right which puts fewer of them where they cannot stand: ahead of now, or in among
 *   readings whose time is known, nearer than a sensor measures or with other values.
 * - Else the clock by which the newest of them is near now; else that of the device.
 */
export function dateReadings(
  readings: readonly Reading[],
  memory: PollMemory,
  nowMs: number,
): DatedReadings {
  const { wallErrorMs, sensorErrorMs } = memory;
  const runs = runsOf(readings.filter(areApart));
  if (runs.length === 0) return { readings, wallErrorMs, sensorErrorMs };
  let errors: Partial<ClockErrors> = {};
  const placed = readings.filter((reading) => !areApart(reading));
  for (const run of runs) {
    const errorMs = errorOf(run[0] as ApartReading);
    const isSensorRight = judge(run, placed, memory, nowMs);
    // The newest is kept, which is the one that goes on.
    if (isSensorRight === true) errors = { wallErrorMs: errorMs, ...errors };
    if (isSensorRight === false) errors = { sensorErrorMs: errorMs, ...errors };
    for (const reading of run) {
      placed.push(isSensorRight ? { ...reading, takenAtMs: reading.sensorTakenAtMs } : reading);
    }
  }
  return { readings: oncePerSecond(placed), wallErrorMs, sensorErrorMs, ...errors };
}

/** Whether it was the sensor's clock that was right. */
export function isDatedBySensor({ takenAtMs, sensorTakenAtMs }: Reading): boolean {
  return takenAtMs === sensorTakenAtMs;
}

/** By the difference of the clocks; the run that was measured last, and its newest, come first. */
function runsOf(readings: readonly ApartReading[]): readonly (readonly ApartReading[])[] {
  const runs: ApartReading[][] = [];
  for (const reading of readings) {
    const run = runs.find(([first]) => first && isSame(errorOf(reading), errorOf(first)));
    if (run) run.push(reading);
    else runs.push([reading]);
  }
  const newestOf = (run: readonly ApartReading[]) => run[0]?.sensorTakenAtMs ?? 0;
  return runs.sort((one, other) => newestOf(other) - newestOf(one));
}

/** Whether the sensor's clock is right of a run; null where nothing tells. */
function judge(
  run: readonly ApartReading[],
  placed: readonly Reading[],
  { wallErrorMs, sensorErrorMs, cadenceMs }: PollMemory,
  nowMs: number,
): boolean | null {
  const newest = run[0] as ApartReading;
  if (isSame(errorOf(newest), wallErrorMs)) return true;
  if (isSame(errorOf(newest), sensorErrorMs)) return false;
  const byDevice = countOutOfPlace(run, placed, { clock: 'takenAtMs', cadenceMs, nowMs });
  const bySensor = countOutOfPlace(run, placed, { clock: 'sensorTakenAtMs', cadenceMs, nowMs });
  return byDevice === bySensor ? isSensorNear(newest, nowMs) : bySensor < byDevice;
}

interface OutOfPlace {
  readonly clock: 'takenAtMs' | 'sensorTakenAtMs';
  readonly cadenceMs: number;
  readonly nowMs: number;
}

/** How many a clock puts where no reading of the sensor can stand. */
function countOutOfPlace(
  run: readonly ApartReading[],
  placed: readonly Reading[],
  { clock, cadenceMs, nowMs }: OutOfPlace,
): number {
  const outOfPlace = run.filter(
    (reading) =>
      reading[clock] - nowMs > nearMs.ahead ||
      placed.some((other) => areColliding(reading, reading[clock], other, cadenceMs)),
  );
  return outOfPlace.length;
}

/** Unless it is what another device told of the same reading. */
function areColliding(
  { valueMgDl }: Reading,
  atMs: number,
  other: Reading,
  cadenceMs: number,
): boolean {
  const apartMs = Math.abs(other.takenAtMs - atMs);
  if (apartMs >= cadenceMs * collidingShare) return false;
  return apartMs >= sameReadingMs(cadenceMs) || other.valueMgDl !== valueMgDl;
}

/** Of two clocks that are both near now the later one, unless it is ahead. */
function isSensorNear({ takenAtMs, sensorTakenAtMs }: ApartReading, nowMs: number): boolean | null {
  const isDeviceNear = isNear(takenAtMs, nowMs);
  if (isDeviceNear !== isNear(sensorTakenAtMs, nowMs)) return !isDeviceNear;
  if (!isDeviceNear) return null;
  const isAhead = Math.max(takenAtMs, sensorTakenAtMs) > nowMs + minuteMs;
  return sensorTakenAtMs > takenAtMs !== isAhead;
}

/** Who has two clocks that agree is heard before who has one that is wrong. */
function oncePerSecond(readings: readonly Reading[]): readonly Reading[] {
  const secondOf = ({ takenAtMs }: Reading) => Math.floor(takenAtMs / 1000);
  const agreeing = readings.filter((reading) => !areApart(reading));
  const heard = new Set(agreeing.map(secondOf));
  const values = new Set<string>();
  const told = readings.filter((reading) => {
    if (areApart(reading) && heard.has(secondOf(reading))) return false;
    const key = `${secondOf(reading)} ${reading.valueMgDl}`;
    const isNew = !values.has(key);
    values.add(key);
    return isNew;
  });
  return told.sort((one, other) => other.takenAtMs - one.takenAtMs);
}

const areApart = (reading: Reading): reading is ApartReading => reading.sensorTakenAtMs !== null;
const errorOf = ({ takenAtMs, sensorTakenAtMs }: ApartReading) => takenAtMs - sensorTakenAtMs;
const isNear = (atMs: number, nowMs: number) =>
  atMs - nowMs <= nearMs.ahead && nowMs - atMs <= nearMs.behind;
const isSame = (errorMs: number, knownMs: number | null) =>
  knownMs !== null && Math.abs(errorMs - knownMs) <= sameErrorMs;
