import { sql } from 'kysely';
import type { Db } from '#db';
import { factsOf, providerOfNumber } from '#providers';
import type { Sealer } from '#std/sealed-box';
import type { DiaryTelling } from './diary-changes.ts';
import type { DiaryEntry } from './diary-entry.ts';
import { notePlace } from './sealed-note.ts';

export interface DiaryQuery {
  readonly userId: string;
  /** Inclusive. */
  readonly from: Date;
  /** Exclusive. */
  readonly to: Date;
  /** Absent: all. */
  readonly kinds?: readonly DiaryEntry['kind'][] | undefined;
  readonly limit: number;
  /** Only what stands behind this entry. */
  readonly after?: Pick<DiaryEntry, 'takenAt' | 'sourceId'> | undefined;
}

type DiaryRow = Omit<DiaryEntry, 'provider' | 'note'> & {
  readonly provider: number;
  readonly noteSealed: Buffer | null;
};

const columns = sql`user_id as "userId", provider, source_id as "sourceId", kind,
  insulin_type as "insulinType", intensity, note_sealed as "noteSealed", taken_at as "takenAt", utc_offset_minutes as "utcOffsetMinutes",
  amount, recorded_at as "recordedAt", received_at as "receivedAt", revision,
  deleted_at is not null as "isDeleted"`;

/** By time, then by id; without those that were removed. */
export async function findDiaryEntries(
  db: Db,
  sealer: Sealer,
  { userId, from, to, kinds, limit, after }: DiaryQuery,
): Promise<readonly DiaryEntry[]> {
  const wanted = kinds ? sql`and kind = any(${kinds}::text[])` : sql``;
  const behind = after
    ? sql`and (taken_at, source_id) > (${after.takenAt}::timestamptz, ${after.sourceId})`
    : sql``;
  const { rows } = await sql<DiaryRow>`
    select ${columns} from diary_entries
    where user_id = ${userId} and taken_at >= ${from} and taken_at < ${to} and deleted_at is null
      ${wanted} ${behind}
    order by taken_at, source_id limit ${limit}`.execute(db);
  return rows.map((row) => entryOf(sealer, row));
}

/** What is kept under these ids of a provider, locked until the transaction ends. */
export async function findDiaryById(
  db: Db,
  sealer: Sealer,
  { userId, provider }: Pick<DiaryTelling, 'userId' | 'provider'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DiaryEntry>> {
  const { rows } = await sql<DiaryRow>`
    select ${columns} from diary_entries
    where user_id = ${userId} and provider = ${factsOf(provider).number}
      and source_id = any(${ids}::text[])
    order by source_id for update`.execute(db);
  return new Map(rows.map((row) => [row.sourceId, entryOf(sealer, row)]));
}

function entryOf(sealer: Sealer, { provider, noteSealed, ...row }: DiaryRow): DiaryEntry {
  const note = noteSealed && sealer.open(noteSealed, notePlace({ ...row, provider }));
  return { ...row, provider: providerOfNumber(provider), note };
}
