import { sql } from 'kysely';
import type { Db } from '#db';
import { type Entry, surroundingsMs } from './readings/index.ts';
import { baseSecondsOf, forEachPacked, packedSample } from './sample-series.ts';

/** Where samples are looked for, by user. */
export interface Surroundings {
  readonly userId: string;
  readonly family: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The samples around what is to be written, each list ascending; packed, as they are many and most
 * of them are what was just told again. The outermost bounds are stated so that only the partitions
 * of the time are looked at.
 */
export async function findStoredAround(
  db: Db,
  wanted: readonly Surroundings[],
): Promise<readonly (readonly Entry[])[]> {
  const fromMs = wanted.map((each) => each.fromMs - surroundingsMs);
  const toMs = wanted.map((each) => each.toMs + surroundingsMs);
  const from = new Date(fromMs.reduce((a, b) => Math.min(a, b)));
  const to = new Date(toMs.reduce((a, b) => Math.max(a, b)));
  const baseSeconds = baseSecondsOf(from);
  const { rows } = await sql<{ samples: string }>`
    select coalesce((
      select array_agg(${sql.raw(packedSample(`${baseSeconds}::int`))} order by taken_at)::text
      from glucose_samples s
      where s.user_id = wanted.user_id and s.family = wanted.family
        and s.taken_at between wanted.from_at and wanted.to_at
        and s.taken_at between ${from} and ${to}
    ), '{}') as samples
    from unnest(
      ${wanted.map(({ userId }) => userId)}::uuid[], ${wanted.map(({ family }) => family)}::int2[],
      ${fromMs.map((ms) => new Date(ms))}::timestamptz[],
      ${toMs.map((ms) => new Date(ms))}::timestamptz[]
    ) with ordinality as wanted (user_id, family, from_at, to_at, place)
    order by place`.execute(db);
  return rows.map(({ samples }) => {
    const stored: Entry[] = [];
    forEachPacked(samples, baseSeconds, (takenAtMs, valueMgDl, trend) => {
      stored.push({ takenAtMs, valueMgDl, trend });
    });
    return stored;
  });
}
