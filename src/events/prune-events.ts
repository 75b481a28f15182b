import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';

export interface RetentionOptions {
  /** Whole UTC days that are kept besides the present one. */
  readonly keepDays: number;
  readonly now: Date;
}

const dayMs = 86_400_000;
const lockNotAvailable = '55P03';

/**
 * Drops the partitions that are wholly older than the retention, and moves the pruned position of
 * the head in the same transaction. Returns how many partitions were dropped, or null when the lock
 * was not available and it should be tried again later.
 */
export async function pruneEvents(
  db: Db,
  { keepDays, now }: RetentionOptions,
): Promise<number | null> {
  const before = new Date(now.getTime() - keepDays * dayMs);
  try {
    return await inTransaction(db, async (tx) => {
      const { rows } = await sql<{ count: number }>`
        select prune_events(${before}) as count`.execute(tx);
      return rows[0]?.count ?? 0;
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === lockNotAvailable) return null;
    throw error;
  }
}
