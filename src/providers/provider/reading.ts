/** Where glucose is heading, as a sensor says it; `glucose` says what each word means. */
export type Trend =
  | 'NONE'
  | 'DOUBLE_UP'
  | 'SINGLE_UP'
  | 'FORTY_FIVE_UP'
  | 'FLAT'
  | 'FORTY_FIVE_DOWN'
  | 'SINGLE_DOWN'
  | 'DOUBLE_DOWN'
  | 'NOT_COMPUTABLE'
  | 'RATE_OUT_OF_RANGE';

/** One reading as a provider gave it. */
export interface Reading {
  /** Epoch milliseconds, by the clock of the device that showed it. */
  readonly takenAtMs: number;
  /** The wearer's distance from UTC when it was shown; null when not told credibly. */
  readonly utcOffsetMinutes: number | null;
  /** 39 to 401; 39 stands for LOW and 401 for HIGH. */
  readonly valueMgDl: number;
  readonly trend: Trend;
  /**
   * The same instant by the clock of the sensor, where the two are far apart: one of them is wrong.
   * Null where they agree, or only one told.
   */
  readonly sensorTakenAtMs: number | null;
  /** More than one entry of the answer told this value in this second. */
  readonly isToldTwice?: boolean;
}

export interface ReadingBatch {
  /**
   * Newest first by their devices' clock, one per second and value; where clocks are apart, of both
   * clocks. Where a second has two values, one was dated by a clock that is wrong.
   */
  readonly readings: readonly Reading[];
  /** Entries whose value is no glucose: the sensor's special codes and all else outside. */
  readonly droppedCount: number;
  /** The newest instant at which the sensor told an error in place of a value; null for none. */
  readonly newestErrorAtMs: number | null;
  /** Entries of which value or time could not be read. */
  readonly unreadableCount: number;
  /** Entries in the answer; as many as were asked for means that there may be more. */
  readonly returnedCount: number;
}

/** What a read asks for: the readings of the last `minutes`, the newest `maxCount` of them. */
export interface ReadWindow {
  readonly minutes: number;
  readonly maxCount: number;
}
