import type { IngestedBatch } from '#glucose';
import type { SortedReadings } from '#poller/ask';
import type { PollDecision } from '#poller/decide';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';

/** A poll that was made: what is to be settled. */
export interface FetchedPoll {
  readonly poll: ClaimedPoll;
  readonly outcome: PollOutcome;
  readonly durationMs: number;
}

/** A poll as it was written; `isOutrun`: another one had the fence, and nothing was. */
export interface SettledPoll {
  readonly connectionId: string;
  readonly isOutrun: boolean;
  readonly createdCount: number;
  readonly updatedCount: number;
  /** The instants of the samples that are new. */
  readonly createdAt: readonly Date[];
  readonly decision: PollDecision | null;
}

/** A poll as settling writes it, with what follows from it. */
export interface DecidedPoll extends FetchedPoll {
  readonly sorted: SortedReadings;
  readonly decision: PollDecision;
  readonly ingested: IngestedBatch;
  /** By how many readings more, or fewer, are aside and not served. */
  readonly rejectedCount: number;
  readonly now: Date;
}

export function dateOrNull(atMs: number | null): Date | null {
  return atMs === null ? null : new Date(atMs);
}
