import { sql } from 'kysely';
import { type Db, executePrepared, forEachInteger } from '#db';
import {
  type Entry,
  letterOfOrigin,
  type Origin,
  originOf,
  origins,
  surroundingsMs,
} from './readings/index.ts';
import { baseSecondsOf, forEachPacked, packedSample } from './sample-series.ts';

/** Where samples are looked for, by user. */
export interface Surroundings {
  readonly userId: string;
  readonly family: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A sample, and how it came here. */
export interface StoredEntry extends Entry {
  readonly origin: Origin;
}

/** All letters but that of Share, which almost all samples have: those are not listed. */
const others = origins
  .filter((origin) => origin !== 'SHARE')
  .map(letterOfOrigin)
  .join('');
const placeStep = 8;

/**
 * The samples around what is to be written, each list ascending; packed, as they are many and most
 * of them are what was just told again. The outermost bounds are stated so that only the partitions
 * of the time are looked at.
 */
export async function findStoredAround(
  db: Db,
  wanted: readonly Surroundings[],
): Promise<readonly (readonly StoredEntry[])[]> {
  const fromMs = wanted.map((each) => each.fromMs - surroundingsMs);
  const toMs = wanted.map((each) => each.toMs + surroundingsMs);
  const from = new Date(fromMs.reduce((a, b) => Math.min(a, b)));
  const to = new Date(toMs.reduce((a, b) => Math.max(a, b)));
  const baseSeconds = baseSecondsOf(from);
  const { rows } = await executePrepared(
    db,
    sql<{ samples: string | null; origins: string | null }>`
    select around.samples, around.origins
    from unnest(
      ${wanted.map(({ userId }) => userId)}::uuid[], ${wanted.map(({ family }) => family)}::int2[],
      ${fromMs.map((ms) => new Date(ms))}::timestamptz[],
      ${toMs.map((ms) => new Date(ms))}::timestamptz[]
    ) with ordinality as wanted (user_id, family, from_at, to_at, place)
    cross join lateral (
      select
        array_agg(${sql.raw(packedSample(`${baseSeconds}::bigint`))} order by taken_at)::text as samples,
        array_agg((date_part('epoch', taken_at) - ${baseSeconds}::bigint)::bigint * ${placeStep}::int
          + strpos(${others}, origin::text)) filter (where origin <> 's')::text as origins
      from glucose_samples s
      where s.user_id = wanted.user_id and s.family = wanted.family
        and s.taken_at between wanted.from_at and wanted.to_at
        and s.taken_at between ${from} and ${to}
    ) as around
    order by place`,
  );
  return rows.map(({ samples, origins }) => {
    const originAt = originsOf(origins ?? '{}', baseSeconds);
    const stored: StoredEntry[] = [];
    forEachPacked(samples ?? '{}', baseSeconds, (takenAtMs, valueMgDl, trend) => {
      const origin = originAt.get(takenAtMs) ?? 'SHARE';
      stored.push({ takenAtMs, valueMgDl, trend, origin });
    });
    return stored;
  });
}

function originsOf(text: string, baseSeconds: number): ReadonlyMap<number, Origin> {
  const at = new Map<number, Origin>();
  forEachInteger(text, (packed) => {
    const seconds = Math.floor(packed / placeStep);
    const place = packed - seconds * placeStep;
    at.set((seconds + baseSeconds) * 1000, originOf(others.charAt(place - 1)));
  });
  return at;
}
