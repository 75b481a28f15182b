import { assert } from '#std/assert';

/** A column of numbers: a typed array or a plain one. */
export type Column = ArrayLike<number>;

/** The readings of one person as columns, one entry a reading, ascending by time. */
export interface GlucoseSeries {
  /** Epoch milliseconds, strictly ascending: sorted, and no instant twice. */
  readonly takenAtMs: Column;
  /** mg/dL. 39 stands for LOW and 401 for HIGH, as the sensor reports them. */
  readonly valueMgDl: Column;
  /** What is known of the cadence of their sensors, ascending by time. */
  readonly cadences?: readonly KnownCadence[];
}

/** From an instant on, until the next one: how often the sensor measures, whatever arrives of it. */
export interface KnownCadence {
  readonly fromMs: number;
  readonly minutes: number;
}

/** A stretch of time: [fromMs, toMs) in epoch milliseconds. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export const minuteMs = 60_000;

/** Far outside of what any sensor reports: a value beyond it is our bug, not a person's glucose. */
const valueMgDlMin = 1;
const valueMgDlMax = 1000;

/**
 * States what a series must be. A series that is not sorted, has an instant twice, or holds what is
 * no glucose value was put together wrongly by us, and would give wrong numbers in silence.
 */
export function assertSeries({ takenAtMs, valueMgDl }: GlucoseSeries): void {
  assert(takenAtMs.length === valueMgDl.length, 'the columns of a series are of one length');
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < takenAtMs.length; i++) {
    const atMs = takenAtMs[i] as number;
    const value = valueMgDl[i] as number;
    assert(atMs > beforeMs && atMs < Number.POSITIVE_INFINITY, 'a series ascends strictly by time');
    assert(value >= valueMgDlMin && value <= valueMgDlMax, 'a glucose value is in mg/dL');
    beforeMs = atMs;
  }
}

/** Index of the first instant at or after `atMs`; the length when there is none. */
export function indexAtOrAfter(takenAtMs: Column, atMs: number): number {
  let low = 0;
  let high = takenAtMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((takenAtMs[middle] as number) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
