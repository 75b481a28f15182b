import { sql } from 'kysely';
import type { Db } from '#db';
import { sensorFamilyOfNumber } from '#providers';
import { findStoredAround } from './find-stored-around.ts';
import { ingestSamples } from './ingest-samples.ts';
import { lockUsersSamples } from './lock-users-samples.ts';
import { findKnownCadences } from './note-sensor-cadences.ts';
import { apartMsMax, doublesOf, type Entry, isSame, trendOf } from './readings/index.ts';
import { removeSamples } from './remove-samples.ts';
import type { Sample } from './sample.ts';

/** What a step of the repair did to the samples of one user. */
export interface RepairedSamples {
  readonly removed: readonly Sample[];
  readonly updated: readonly Sample[];
  /** Where the next step goes on; null when there is nothing more. */
  readonly next: Date | null;
}

/** At most so many neighbours are looked at in one step, which bounds its transaction. */
const neighboursMax = 2_000;

/**
 * R1, of samples that were stored before it held: of each reading that is there more than once the
 * first sample stays, with the value that is dated last, and the others are removed. Looks on from a
 * moment, so far as one step goes; may be made again, and finds nothing then. Within a transaction.
 */
export async function repairDoubles(
  db: Db,
  userId: string,
  from: Date | null,
  now: Date,
): Promise<RepairedSamples> {
  await lockUsersSamples(db, [userId]);
  const near = await findNeighbours(db, userId, from);
  const cadences = (await findKnownCadences(db, [userId])).get(userId) ?? [];
  const removed: Sample[] = [];
  const updated: Sample[] = [];
  for (const [family, times] of Map.groupBy(near, (each) => each.family)) {
    const fromMs = (times[0] as Neighbour).takenAt.getTime();
    const toMs = (times.at(-1) as Neighbour).takenAt.getTime();
    const [stored = []] = await findStoredAround(db, [{ userId, family, fromMs, toMs }]);
    const doubles = doublesOf(stored, cadences);
    const takenAt = doubles.flatMap((double) => double.removed.map(dateOfEntry));
    removed.push(...(await removeSamples(db, { userId, family, takenAt }, now)));
    const revised = doubles
      .filter(({ kept, last }) => !isSame(kept, last))
      .map(({ kept, last }) => ({ ...last, takenAtMs: kept.takenAtMs }));
    updated.push(...(await revise(db, userId, family, revised, now)));
  }
  const last = near.length === neighboursMax ? near.at(-1) : undefined;
  return { removed, updated, next: last?.takenAt ?? null };
}

interface Neighbour {
  readonly family: number;
  readonly takenAt: Date;
}

/** Samples that are near the one before them, ascending: most users have none. */
async function findNeighbours(
  db: Db,
  userId: string,
  from: Date | null,
): Promise<readonly Neighbour[]> {
  const { rows } = await sql<Neighbour>`
    select family, taken_at as "takenAt" from (
      select family, taken_at, taken_at - lag(taken_at) over (partition by family order by taken_at)
        as apart
      from glucose_samples where user_id = ${userId} and taken_at >= ${from ?? new Date(0)}
    ) as sample
    where apart < ${apartMsMax} * interval '1 millisecond'
    order by taken_at limit ${neighboursMax}`.execute(db);
  return rows;
}

async function revise(
  db: Db,
  userId: string,
  family: number,
  entries: readonly Entry[],
  now: Date,
): Promise<readonly Sample[]> {
  const readings = entries.map(({ trend, ...entry }) => ({
    ...entry,
    trend: trendOf(trend),
    utcOffsetMinutes: null,
  }));
  const provider = sensorFamilyOfNumber(family);
  const told = { userId, provider, origin: 'SHARE', readings } as const;
  const batch = { ...told, newestTakenAt: null, receivedAt: now };
  const [written] = await ingestSamples(db, [batch]);
  return written?.updated ?? [];
}

const dateOfEntry = ({ takenAtMs }: Entry) => new Date(takenAtMs);
