import type { Reading, ReadingBatch } from '#providers/provider';
import { parseTrend } from './trend.ts';
import { parseWireDate, type WireDate } from './wire-date.ts';

export type GlucoseRange = 'LOW' | 'IN_RANGE' | 'HIGH';

/** Sensors measure 40 to 400 mg/dL; the numbers just outside say "below" and "above". */
export const lowMgDl = 39;
export const highMgDl = 401;

/**
 * What lies beyond is told by patched apps and by sensors of other years: to 600 it is as HIGH as 401, and
 * down to 13 as LOW as 39, since silence in the middle of an extreme is worse than its bound. The
 * sensor's special codes, 0 to 12, and what no sensor measures are no glucose: they tell an error.
 */
const extremeMgDlMax = 600;
const specialCodeMax = 12;

/** What a value says: a number, or only that it was below or above what the sensor measures. */
export function rangeOf(valueMgDl: number): GlucoseRange {
  if (valueMgDl <= lowMgDl) return 'LOW';
  return valueMgDl >= highMgDl ? 'HIGH' : 'IN_RANGE';
}

/** Clocks of phone and sensor differ by seconds; an hour off is a summer time gone wrong. */
export const clockGapMsMax = 10 * 60 * 1000;

/** Reads the entries one by one, so that a malformed one costs only itself. */
export function readBatch(entries: readonly unknown[]): ReadingBatch {
  const readings: Reading[] = [];
  let droppedCount = 0;
  let unreadableCount = 0;
  let newestErrorAtMs: number | null = null;
  for (const entry of entries) {
    const reading = readEntry(entry);
    if (reading === 'unreadable') unreadableCount += 1;
    else if ('valueMgDl' in reading) readings.push(reading);
    else {
      droppedCount += 1;
      const { errorAtMs } = reading;
      if (errorAtMs !== null) newestErrorAtMs = Math.max(errorAtMs, newestErrorAtMs ?? errorAtMs);
    }
  }
  return {
    readings: newestFirst(readings),
    droppedCount,
    newestErrorAtMs,
    unreadableCount,
    returnedCount: entries.length,
  };
}

/** An entry whose value is no glucose; null where the sensor told no error, or not when. */
interface NoGlucose {
  readonly errorAtMs: number | null;
}

function readEntry(entry: unknown): Reading | NoGlucose | 'unreadable' {
  if (typeof entry !== 'object' || entry === null) return 'unreadable';
  const { WT, ST, DT, Value, Trend } = entry as Readonly<Record<string, unknown>>;
  if (typeof Value !== 'number') return 'unreadable';
  const wallTime = parseWireDate(WT);
  const systemTime = parseWireDate(ST);
  const takenAtMs = wallTime?.atMs ?? systemTime?.atMs;
  if (Value <= specialCodeMax || Value > extremeMgDlMax) {
    return { errorAtMs: takenAtMs ?? null };
  }
  if (takenAtMs === undefined || !Number.isInteger(Value)) return 'unreadable';
  return {
    takenAtMs,
    utcOffsetMinutes: offsetOf(parseWireDate(DT), takenAtMs),
    valueMgDl: Math.min(highMgDl, Math.max(lowMgDl, Value)),
    trend: parseTrend(Trend),
    sensorTakenAtMs: areApart(wallTime, systemTime) ? (systemTime?.atMs ?? null) : null,
  };
}

/**
 * Some phones wrote local time as if it were UTC, with `+0000` behind it. Such an offset is known
 * to be wrong, and a wrong hour on a chart is worse than none.
 */
function offsetOf(displayTime: WireDate | null, takenAtMs: number): number | null {
  if (!displayTime) return null;
  const isShifted = Math.abs(displayTime.atMs - takenAtMs) > clockGapMsMax;
  return displayTime.offsetMinutes === 0 && isShifted ? null : displayTime.offsetMinutes;
}

function areApart(wallTime: WireDate | null, systemTime: WireDate | null): boolean {
  if (!wallTime || !systemTime) return false;
  return Math.abs(wallTime.atMs - systemTime.atMs) > clockGapMsMax;
}

/**
 * Sorts, and keeps one of what is the same in the same second, which is a sample's key; which one does
 * not hang on the order of the answer. Which value is right where one second has two is for others
 * to judge, who see more than this answer.
 */
function newestFirst(readings: readonly Reading[]): readonly Reading[] {
  const sorted = readings.toSorted(
    (one, other) => other.takenAtMs - one.takenAtMs || one.trend.localeCompare(other.trend),
  );
  const told = new Map<string, Reading>();
  for (const reading of sorted) {
    const first = told.get(keyOf(reading));
    told.set(keyOf(reading), first ? { ...first, isToldTwice: true } : reading);
  }
  return [...told.values()];
}

/** By either clock where these are apart: which of them is right is for others to judge, too. */
function keyOf({ takenAtMs, sensorTakenAtMs, valueMgDl }: Reading): string {
  return `${secondOf(takenAtMs)} ${secondOf(sensorTakenAtMs ?? 0)} ${valueMgDl}`;
}

function secondOf(atMs: number): number {
  return Math.floor(atMs / 1000);
}
