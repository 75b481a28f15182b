import { sql } from 'kysely';
import type { Db } from '#db';
import { providerOfNumber } from '#providers';
import { originOf, trendOf } from './readings/index.ts';
import type { Sample } from './sample.ts';

/** Samples of one user, by their keys. */
export interface SamplesToRemove {
  readonly userId: string;
  readonly family: number;
  /** Whole seconds, in any order. */
  readonly takenAt: readonly Date[];
}

/**
 * Removes samples that never should have been, and keeps of each its key and its last revision: what
 * it was is returned under that revision, one above what was told before, so that whoever is told of
 * the removal knows it for the newer; should it ever come again, it counts on from there. Within a
 * transaction that has locked the user's samples.
 */
export async function removeSamples(
  db: Db,
  { userId, family, takenAt }: SamplesToRemove,
  now: Date,
): Promise<readonly Sample[]> {
  if (takenAt.length === 0) return [];
  const times = takenAt.map((at) => at.getTime());
  const from = new Date(times.reduce((a, b) => Math.min(a, b)));
  const to = new Date(times.reduce((a, b) => Math.max(a, b)));
  const { rows } = await sql<RemovedRow>`
    with removed as (
      delete from glucose_samples
      where user_id = ${userId} and family = ${family}
        and taken_at = any(${takenAt}::timestamptz[]) and taken_at between ${from} and ${to}
      returning *
    ), kept as (
      insert into removed_samples (user_id, taken_at, family, revision, removed_at)
      select user_id, taken_at, family, revision + 1, ${now} from removed
      on conflict (user_id, taken_at, family)
        do update set revision = excluded.revision, removed_at = excluded.removed_at
    )
    select * from removed order by taken_at`.execute(db);
  return rows.map((row) => ({
    userId,
    takenAt: row.taken_at,
    valueMgDl: row.value_mg_dl,
    trend: trendOf(row.trend),
    utcOffsetMinutes: row.utc_offset_minutes,
    receivedAt: row.received_at,
    isLate: row.is_late,
    revision: row.revision + 1,
    provider: providerOfNumber(row.provider),
    origin: originOf(row.origin),
  }));
}

interface RemovedRow {
  taken_at: Date;
  value_mg_dl: number;
  trend: number;
  utc_offset_minutes: number | null;
  received_at: Date;
  is_late: boolean;
  revision: number;
  provider: number;
  origin: string;
}
