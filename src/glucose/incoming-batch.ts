import type { ProviderSlug } from '#providers';
import type { Trend } from './trend.ts';

/** What one poll brought for one user. */
export interface IncomingBatch {
  readonly userId: string;
  readonly provider: ProviderSlug;
  /** The newest instant known before this poll; what is older and new counts as late. */
  readonly newestTakenAt: Date | null;
  readonly receivedAt: Date;
  readonly readings: readonly IncomingReading[];
}

export interface IncomingReading {
  readonly takenAtMs: number;
  readonly valueMgDl: number;
  readonly trend: Trend;
  readonly utcOffsetMinutes: number | null;
}
