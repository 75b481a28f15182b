import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import { findRowsToWrite, type SampleRow } from './find-rows-to-write.ts';
import type { IncomingBatch } from './incoming-batch.ts';
import { type Contradiction, trendOf } from './readings/index.ts';
import type { Sample } from './sample.ts';

/** What became of a batch: samples that are new, and samples of which value or trend changed. */
export interface IngestedBatch {
  readonly created: readonly Sample[];
  readonly updated: readonly Sample[];
  /** Of those that were updated: what a provider had told before, with another value. */
  readonly corrected: readonly Sample[];
  /** What was not written, since it contradicts older samples. */
  readonly contradicting: readonly Contradiction[];
}

/**
 * Writes the readings of many polls: what is new is created; what is there with another value or
 * trend is updated and its revision counted; the same again touches no row, so that asking for a
 * window that reaches back costs no writes. R1: a reading is one sample, though two devices told it,
 * or two polls at once. What the readings show of the sensor's cadence is noted beside them. Within
 * a transaction. Returns a result per batch, each oldest first.
 */
export async function ingestSamples(
  db: Db,
  batches: readonly IncomingBatch[],
): Promise<readonly IngestedBatch[]> {
  await ensureSamplePartitions(db, batches);
  const { rows, contradicting } = await findRowsToWrite(db, batches);
  const results = batches.map((_, i) => ({
    created: [] as Sample[],
    updated: [] as Sample[],
    corrected: [] as Sample[],
    contradicting: contradicting.get(i) ?? [],
  }));
  if (rows.length === 0) return results;
  const times = rows.map((row) => row.takenAt.getTime());
  const told = new Set(rows.filter(({ wasTold }) => wasTold).map(keyOf));
  const { rows: written } = await writeRows(db, rows, minOf(times), maxOf(times));
  for (const row of written) {
    const batch = batches[row.batch];
    const result = results[row.batch];
    if (!batch || !result) continue;
    const sample = sampleOf(row, batch);
    if (row.is_created) result.created.push(sample);
    else result.updated.push(sample);
    if (!row.is_created && told.has(keyOf({ batch: row.batch, takenAt: row.taken_at }))) {
      result.corrected.push(sample);
    }
  }
  for (const { created, updated, corrected } of results) {
    for (const samples of [created, updated, corrected]) samples.sort(byTime);
  }
  return results;
}

function keyOf({ batch, takenAt }: Pick<SampleRow, 'batch' | 'takenAt'>): string {
  return `${batch} ${takenAt.getTime()}`;
}

interface WrittenRow {
  batch: number;
  is_created: boolean;
  taken_at: Date;
  value_mg_dl: number;
  trend: number;
  utc_offset_minutes: number | null;
  received_at: Date;
  is_late: boolean;
  revision: number;
}

/** The bounds of time are stated so that only the partitions of the rows are looked at. */
function writeRows(db: Db, rows: readonly SampleRow[], from: Date, to: Date) {
  const userIds = [...new Set(rows.map((row) => row.userId))];
  return executePrepared(
    db,
    sql<WrittenRow>`
    with incoming as (
      select * from unnest(
        ${rows.map((row) => row.batch)}::int[], ${rows.map((row) => row.isNew)}::bool[],
        ${rows.map((row) => row.userId)}::uuid[], ${rows.map((row) => row.takenAt)}::timestamptz[],
        ${rows.map((row) => row.family)}::int2[], ${rows.map((row) => row.provider)}::int2[],
        ${rows.map((row) => row.origin)}::text[],
        ${rows.map((row) => row.valueMgDl)}::int2[], ${rows.map((row) => row.trend)}::int2[],
        ${rows.map((row) => row.utcOffsetMinutes)}::int2[],
        ${rows.map((row) => row.receivedAt)}::timestamptz[], ${rows.map((row) => row.isLate)}::bool[]
      ) as i (batch, is_new, user_id, taken_at, family, provider, origin, value_mg_dl, trend,
        utc_offset_minutes, received_at, is_late)
    ), created as (
      insert into glucose_samples (user_id, taken_at, family, provider, origin, value_mg_dl, trend,
        utc_offset_minutes, received_at, is_late, revision)
      select i.user_id, i.taken_at, i.family, i.provider, i.origin::"char", i.value_mg_dl, i.trend,
        i.utc_offset_minutes, i.received_at, i.is_late, 1 + coalesce(r.revision, 0)
      from incoming i left join removed_samples r
        on r.user_id = i.user_id and r.taken_at = i.taken_at and r.family = i.family
        and r.user_id = any(${userIds}::uuid[])
      where i.is_new order by i.user_id, i.taken_at
      on conflict do nothing
      returning user_id, taken_at, family, value_mg_dl, trend, utc_offset_minutes, received_at,
        is_late, revision
    ), updated as (
      update glucose_samples s
      set value_mg_dl = i.value_mg_dl, trend = i.trend, provider = i.provider,
        origin = i.origin::"char", revision = s.revision + 1
      from incoming i
      where not i.is_new and s.user_id = i.user_id and s.taken_at = i.taken_at
        and s.family = i.family and s.taken_at between ${from} and ${to}
        and s.user_id = any(${userIds}::uuid[])
        and (s.value_mg_dl, s.trend) is distinct from (i.value_mg_dl, i.trend)
      returning i.batch, s.taken_at, s.value_mg_dl, s.trend, s.utc_offset_minutes, s.received_at,
        s.is_late, s.revision
    )
    select i.batch, true as is_created, c.taken_at, c.value_mg_dl, c.trend, c.utc_offset_minutes,
      c.received_at, c.is_late, c.revision
    from created c join incoming i using (user_id, taken_at, family)
    where i.is_new
    union all
    select batch, false, taken_at, value_mg_dl, trend, utc_offset_minutes, received_at, is_late,
      revision
    from updated`,
  );
}

function sampleOf(row: WrittenRow, { userId, provider, origin }: IncomingBatch): Sample {
  return {
    userId,
    takenAt: row.taken_at,
    valueMgDl: row.value_mg_dl,
    trend: trendOf(row.trend),
    utcOffsetMinutes: row.utc_offset_minutes,
    receivedAt: row.received_at,
    isLate: row.is_late,
    revision: row.revision,
    provider,
    origin,
  };
}

/**
 * Cheap where the partition is there: maintenance makes them ahead, this is for replays and jumps. A
 * cluster makes none in a transaction that has read the table already, so that this comes first.
 */
async function ensureSamplePartitions(db: Db, batches: readonly IncomingBatch[]): Promise<void> {
  const months = new Set<string>();
  for (const { readings } of batches) {
    for (const { takenAtMs } of readings) months.add(new Date(takenAtMs).toISOString().slice(0, 7));
  }
  for (const month of months) {
    await executePrepared(
      db,
      sql`select ensure_partition('glucose_samples', 'month', ${`${month}-01`}::timestamptz)`,
    );
  }
}

const byTime = (one: Sample, other: Sample) => one.takenAt.getTime() - other.takenAt.getTime();
const minOf = (times: readonly number[]) => new Date(times.reduce((a, b) => Math.min(a, b)));
const maxOf = (times: readonly number[]) => new Date(times.reduce((a, b) => Math.max(a, b)));
