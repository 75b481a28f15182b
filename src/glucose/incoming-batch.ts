import type { ProviderSlug } from '#providers';
import type { Guard, Origin, Trend } from './readings/index.ts';

/** What one poll, or one piece of history, brought for one user. */
export interface IncomingBatch {
  readonly userId: string;
  readonly provider: ProviderSlug;
  readonly origin: Origin;
  /** The newest instant known before this poll, null for history; what is older and new counts as late. */
  readonly newestTakenAt: Date | null;
  readonly receivedAt: Date;
  readonly readings: readonly IncomingReading[];
  /** Where given, readings that contradict older samples are handed back, and not written. */
  readonly guard?: Guard;
}

export interface IncomingReading {
  readonly takenAtMs: number;
  readonly valueMgDl: number;
  readonly trend: Trend;
  readonly utcOffsetMinutes: number | null;
  /** It is written also where it contradicts older samples. */
  readonly isBelieved?: boolean;
  /** It seems to come from a wrong clock: it is handed back unless just that is stored already. */
  readonly isOfWrongClock?: boolean;
}
