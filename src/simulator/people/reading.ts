import type { Person } from './person.ts';
import type { Trend } from './trend.ts';

/**
 * A reading passes three stages. A source (a person's sensor, or a trace) says when readings are
 * taken and what they measure; the account's flaws and orders say when the cloud shows them and with
 * which value; `wire-reading` says how they are written. Each stage is computed on demand and nothing
 * is stored, so 100,000 accounts cost nothing until somebody reads them.
 */
export interface ReadingSource {
  /** Whose sensor it is; null for a trace. */
  readonly person: Person | null;
  /** Moments after `afterMs` up to and including `untilMs`, newest first. */
  walk(untilMs: number, afterMs: number): Iterable<Moment>;
  measure(moment: Moment): Measurement;
  /** What a trace prescribes for a moment; null for a person. */
  scriptOf(moment: Moment): Script | null;
}

/** An instant at which the sensor took a reading. */
export interface Moment {
  readonly atMs: number;
  /** Counts the source's moments; what chance decides about a reading hangs on it. */
  readonly ordinal: number;
}

export interface Measurement {
  /** 40 to 400, 39 for LOW, 401 for HIGH; below 39 a receiver's special code. */
  readonly valueMgDl: number;
  readonly trend: Trend;
}

interface Script {
  readonly visibleAtMs: number | null | undefined;
  readonly revisions: readonly Revision[];
}

/** From `visibleAtMs` on, the cloud shows this in place of what it showed before. */
export interface Revision extends Measurement {
  readonly visibleAtMs: number;
}

/** Everything that the cloud will ever show of one reading: the truth that tests compare with. */
export interface ReadingTruth {
  /** When the sensor took it. */
  readonly atMs: number;
  /** The time that the phone's clock wrote; differs from `atMs` only while that clock is wrong. */
  readonly wallMs: number;
  /** The time that the sensor's clock wrote. */
  readonly systemMs: number;
  readonly utcOffsetMinutes: number;
  /** When the cloud first shows it; null for never. */
  readonly visibleAtMs: number | null;
  /** In the order in which the cloud shows them; the last one stays. */
  readonly versions: readonly Revision[];
  readonly isTwice: boolean;
}

export const lowMgDl = 39;
export const highMgDl = 401;

/** What a sensor displays of a level: an integer from 40 to 400, or one of the two sentinels. */
export function displayedMgDl(levelMgDl: number): number {
  const rounded = Math.round(levelMgDl);
  if (rounded < 40) return lowMgDl;
  return rounded > 400 ? highMgDl : rounded;
}
