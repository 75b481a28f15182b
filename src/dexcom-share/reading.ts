import { parseTrend, type Trend } from './trend.ts';
import { parseWireDate, type WireDate } from './wire-date.ts';

/** One reading as Dexcom gave it. */
export interface Reading {
  /** By the phone's clock (WT); by the sensor's (ST) where the phone's is missing. */
  readonly takenAtMs: number;
  /** The phone's distance from UTC when it showed the reading; null when not told credibly. */
  readonly utcOffsetMinutes: number | null;
  /** 39 to 401; 39 stands for LOW and 401 for HIGH. */
  readonly valueMgDl: number;
  readonly trend: Trend;
  /** WT and ST are more than `clockGapMsMax` apart: one of the two clocks was wrong. */
  readonly areClocksApart: boolean;
}

export interface ReadingBatch {
  /** Newest first, one per second. */
  readonly readings: readonly Reading[];
  /** Entries whose value is no glucose: the sensor's special codes and all else outside. */
  readonly droppedCount: number;
  /** Entries of which value or time could not be read. */
  readonly unreadableCount: number;
  /** Entries in the answer; as many as were asked for means that there may be more. */
  readonly returnedCount: number;
}

export type GlucoseRange = 'LOW' | 'IN_RANGE' | 'HIGH';

/** Sensors measure 40 to 400 mg/dL; the numbers just outside say "below" and "above". */
export const lowMgDl = 39;
export const highMgDl = 401;

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
  for (const entry of entries) {
    const reading = readEntry(entry);
    if (reading === 'no-glucose') droppedCount += 1;
    else if (reading === 'unreadable') unreadableCount += 1;
    else readings.push(reading);
  }
  return {
    readings: newestFirst(readings),
    droppedCount,
    unreadableCount,
    returnedCount: entries.length,
  };
}

function readEntry(entry: unknown): Reading | 'no-glucose' | 'unreadable' {
  if (typeof entry !== 'object' || entry === null) return 'unreadable';
  const { WT, ST, DT, Value, Trend } = entry as Readonly<Record<string, unknown>>;
  if (typeof Value !== 'number') return 'unreadable';
  if (Value < lowMgDl || Value > highMgDl) return 'no-glucose';
  const wallTime = parseWireDate(WT);
  const systemTime = parseWireDate(ST);
  const takenAtMs = wallTime?.atMs ?? systemTime?.atMs;
  if (takenAtMs === undefined || !Number.isInteger(Value)) return 'unreadable';
  return {
    takenAtMs,
    utcOffsetMinutes: offsetOf(parseWireDate(DT), takenAtMs),
    valueMgDl: Value,
    trend: parseTrend(Trend),
    areClocksApart: areApart(wallTime, systemTime),
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

/** Sorts, and keeps the latest reading of each second, since a second is a sample's key. */
function newestFirst(readings: readonly Reading[]): readonly Reading[] {
  const sorted = readings.toSorted((one, other) => other.takenAtMs - one.takenAtMs);
  return sorted.filter((reading, at) => {
    const newer = sorted[at - 1];
    return newer === undefined || secondOf(newer) !== secondOf(reading);
  });
}

function secondOf({ takenAtMs }: Reading): number {
  return Math.floor(takenAtMs / 1000);
}
