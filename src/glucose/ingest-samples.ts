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
  const { rows: told, contradicting } = await findRowsToWrite(db, batches);
  const rows = withoutSecondTellings(told);
  const results = batches.map((_, i) => ({
    created: [] as Sample[],
    updated: [] as Sample[],
    corrected: [] as Sample[],
    contradicting: contradicting.get(i) ?? [],
  }));
  if (rows.length === 0) return results;
  const known = new Set(rows.filter(({ wasTold }) => wasTold).map(keyOf));
  const written = await writeRows(db, rows);
  for (const row of written) {
    const batch = batches[row.batch];
    const result = results[row.batch];
    if (!batch || !result) continue;
    const sample = sampleOf(row, batch);
    if (row.is_created) result.created.push(sample);
    else result.updated.push(sample);
    if (!row.is_created && known.has(keyOf({ batch: row.batch, takenAt: row.taken_at }))) {
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

/**
 * Of a reading that is new the first telling stands: others of the same statement find no row on one
 * Postgres, and would find it on a cluster, which writes one part of a statement after another.
 */
function withoutSecondTellings(rows: readonly SampleRow[]): readonly SampleRow[] {
  const created = new Set(rows.filter(({ isNew }) => isNew).map(keyOfSample));
  return rows.filter((row) => row.isNew || !created.has(keyOfSample(row)));
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

/**
 * What is new and what is revised, each in a statement of its own: parts of one statement would be
 * sent to all nodes of a cluster, and need all of them.
 */
async function writeRows(db: Db, rows: readonly SampleRow[]): Promise<readonly WrittenRow[]> {
  const created = await insertRows(
    db,
    rows.filter(({ isNew }) => isNew),
  );
  const updated = await updateRows(
    db,
    rows.filter(({ isNew }) => !isNew),
  );
  return [...created, ...updated];
}

async function insertRows(db: Db, rows: readonly SampleRow[]): Promise<readonly WrittenRow[]> {
  if (rows.length === 0) return [];
  const { userIds, of } = columnsOf(rows);
  const { rows: created } = await executePrepared(
    db,
    sql<Omit<WrittenRow, 'batch' | 'is_created'> & { user_id: string; family: number }>`
    insert into glucose_samples (user_id, taken_at, family, provider, origin, value_mg_dl, trend,
      utc_offset_minutes, received_at, is_late, revision)
    select i.user_id, i.taken_at, i.family, i.provider, i.origin::"char", i.value_mg_dl, i.trend,
      i.utc_offset_minutes, i.received_at, i.is_late, 1 + coalesce(r.revision, 0)
    from unnest(
      ${of((row) => row.userId)}::uuid[], ${of((row) => row.takenAt)}::timestamptz[],
      ${of((row) => row.family)}::int2[], ${of((row) => row.provider)}::int2[],
      ${of((row) => row.origin)}::text[], ${of((row) => row.valueMgDl)}::int2[],
      ${of((row) => row.trend)}::int2[], ${of((row) => row.utcOffsetMinutes)}::int2[],
      ${of((row) => row.receivedAt)}::timestamptz[], ${of((row) => row.isLate)}::bool[]
    ) with ordinality as i (user_id, taken_at, family, provider, origin, value_mg_dl, trend,
      utc_offset_minutes, received_at, is_late, place)
    left join (
      select user_id, taken_at, family, revision from removed_samples
      where user_id = any(${userIds}::uuid[])
    ) r on r.user_id = i.user_id and r.taken_at = i.taken_at and r.family = i.family
    order by i.user_id, i.taken_at, i.place
    on conflict do nothing
    returning user_id, taken_at, family, value_mg_dl, trend, utc_offset_minutes, received_at,
      is_late, revision`,
  );
  const batches = new Map<string, number>();
  for (const row of rows) {
    const key = keyOfSample(row);
    if (!batches.has(key)) batches.set(key, row.batch);
  }
  return created.map(({ user_id: userId, family, ...row }) => {
    const batch = batches.get(keyOfSample({ userId, takenAt: row.taken_at, family })) as number;
    return { ...row, batch, is_created: true };
  });
}

/** The bounds of time are stated so that only the partitions of the rows are looked at. */
async function updateRows(db: Db, rows: readonly SampleRow[]): Promise<readonly WrittenRow[]> {
  if (rows.length === 0) return [];
  const { userIds, of } = columnsOf(rows);
  const times = rows.map((row) => row.takenAt.getTime());
  const { rows: updated } = await executePrepared(
    db,
    sql<Omit<WrittenRow, 'is_created'>>`
    update glucose_samples s
    set value_mg_dl = i.value_mg_dl, trend = i.trend, provider = i.provider,
      origin = i.origin::"char", revision = s.revision + 1
    from unnest(
      ${of((row) => row.batch)}::int[], ${of((row) => row.userId)}::uuid[],
      ${of((row) => row.takenAt)}::timestamptz[], ${of((row) => row.family)}::int2[],
      ${of((row) => row.provider)}::int2[], ${of((row) => row.origin)}::text[],
      ${of((row) => row.valueMgDl)}::int2[], ${of((row) => row.trend)}::int2[]
    ) as i (batch, user_id, taken_at, family, provider, origin, value_mg_dl, trend)
    where s.user_id = i.user_id and s.taken_at = i.taken_at and s.family = i.family
      and s.user_id = any(${userIds}::uuid[])
      and s.taken_at between ${minOf(times)} and ${maxOf(times)}
      and (s.value_mg_dl, s.trend) is distinct from (i.value_mg_dl, i.trend)
    returning i.batch, s.taken_at, s.value_mg_dl, s.trend, s.utc_offset_minutes, s.received_at,
      s.is_late, s.revision`,
  );
  return updated.map((row) => ({ ...row, is_created: false }));
}

function columnsOf(rows: readonly SampleRow[]) {
  return {
    userIds: [...new Set(rows.map((row) => row.userId))],
    of: <T>(pick: (row: SampleRow) => T) => rows.map(pick),
  };
}

function keyOfSample({
  userId,
  takenAt,
  family,
}: Pick<SampleRow, 'userId' | 'takenAt' | 'family'>) {
  return `${userId} ${takenAt.getTime()} ${family}`;
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
