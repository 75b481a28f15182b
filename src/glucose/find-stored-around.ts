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
  const userIds = wanted.map(({ userId }) => userId);
  // The base is a parameter: in the text it would make each poll's statement one of its own.
  const [before = '', after = ''] = packedSample('base').split('base');
  const { rows } = await executePrepared(
    db,
    sql<{ place: number; samples: string; origins: string | null }>`
    select wanted.place::int as place,
      array_agg(${sql.raw(before)}${baseSeconds}::bigint${sql.raw(after)} order by taken_at)::text
        as samples,
      array_agg((date_part('epoch', taken_at) - ${baseSeconds}::bigint)::bigint * ${placeStep}::int
        + strpos(${others}, origin::text)) filter (where origin <> 's')::text as origins
    from glucose_samples s
    join unnest(
      ${userIds}::uuid[], ${wanted.map(({ family }) => family)}::int2[],
      ${fromMs.map((ms) => new Date(ms))}::timestamptz[],
      ${toMs.map((ms) => new Date(ms))}::timestamptz[]
    ) with ordinality as wanted (user_id, family, from_at, to_at, place)
      on s.user_id = wanted.user_id and s.family = wanted.family
        and s.taken_at between wanted.from_at and wanted.to_at
    where s.user_id = any(${userIds}::uuid[]) and s.taken_at between ${from} and ${to}
    group by s.user_id, wanted.place`,
  );
  const found = wanted.map((): StoredEntry[] => []);
  for (const { place, samples, origins } of rows) {
    const originAt = originsOf(origins ?? '{}', baseSeconds);
    forEachPacked(samples, baseSeconds, (takenAtMs, valueMgDl, trend) => {
      const origin = originAt.get(takenAtMs) ?? 'SHARE';
      found[place - 1]?.push({ takenAtMs, valueMgDl, trend, origin });
    });
  }
  return found;
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
