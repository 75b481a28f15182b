import { type Db, inTransaction } from '#db';
import type { ProviderSlug } from '#providers';
import type { IncomingReading } from './incoming-batch.ts';
import { type IngestedBatch, ingestSamples } from './ingest-samples.ts';
import { type Origin, surroundingsMs } from './readings/index.ts';

/** Readings of a person's past, in any order; none of the future. */
export interface History {
  readonly userId: string;
  readonly provider: ProviderSlug;
  /** Who tells it, which decides whether it may overwrite what is there. */
  readonly origin: Origin;
  readonly readings: readonly IncomingReading[];
  /** It came after newer readings were here, and others know only these: what is new counts as late. */
  readonly isLate?: boolean;
}

export interface KeptHistory {
  readonly createdCount: number;
  readonly updatedCount: number;
}

/** One transaction writes about so many, since polls of the same person wait for it. */
const readingsAtOnce = 2_000;
/** The most, where no pause between readings ends it before. */
const readingsAtOnceMax = 3_000;

/**
 * Keeps readings of the past: by the same rule as those of polls a reading is one sample (R1), whoever
 * told it first, and `mayOverwrite` decides whose value stands. Nothing of it is late, and nobody is
 * told sample by sample, unless `tell` appends events of it, in the same transaction as the last
 * thing. What fails, or is stopped, may be kept again: what is there already is not written twice.
 */
export async function keepHistory(
  db: Db,
  history: History,
  now: Date,
  tell: (tx: Db, ingested: IngestedBatch) => Promise<unknown> = async () => {},
): Promise<KeptHistory> {
  let [createdCount, updatedCount] = [0, 0];
  for (const readings of piecesOf(history.readings)) {
    const newestTakenAt = history.isLate ? now : null;
    const batch = { ...history, readings, newestTakenAt, receivedAt: now };
    const kept = await inTransaction(db, async (tx) => {
      const [ingested] = await ingestSamples(tx, [batch]);
      if (ingested) await tell(tx, ingested);
      return ingested;
    });
    createdCount += kept?.created.length ?? 0;
    updatedCount += kept?.updated.length ?? 0;
  }
  return { createdCount, updatedCount };
}

/** Oldest first, cut where no two entries could be one reading. */
function* piecesOf(readings: readonly IncomingReading[]): Generator<readonly IncomingReading[]> {
  const sorted = readings.toSorted((one, other) => one.takenAtMs - other.takenAtMs);
  let from = 0;
  for (const [at, { takenAtMs }] of sorted.entries()) {
    const count = at - from;
    const pauseMs = takenAtMs - (sorted[at - 1]?.takenAtMs ?? takenAtMs);
    const isPause = count >= readingsAtOnce && pauseMs > surroundingsMs;
    if (!isPause && count < readingsAtOnceMax) continue;
    yield sorted.slice(from, at);
    from = at;
  }
  if (from < sorted.length) yield sorted.slice(from);
}
