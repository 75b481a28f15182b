import { sql } from 'kysely';
import type { Db } from '#db';
import { factsOf, providerOfNumber } from '#providers';
import type { DiaryTelling } from './diary-changes.ts';
import type { DiaryEntry } from './diary-entry.ts';

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

type DiaryRow = Omit<DiaryEntry, 'provider'> & { readonly provider: number };

const columns = sql`user_id as "userId", provider, source_id as "sourceId", kind,
  insulin_type as "insulinType", taken_at as "takenAt", utc_offset_minutes as "utcOffsetMinutes",
  amount, recorded_at as "recordedAt", received_at as "receivedAt", revision,
  deleted_at is not null as "isDeleted"`;

/** By time, then by id; without those that were removed. */
export async function findDiaryEntries(
  db: Db,
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
  return rows.map(entryOf);
}

/** What is kept under these ids of a provider, locked until the transaction ends. */
export async function findDiaryById(
  db: Db,
  { userId, provider }: Pick<DiaryTelling, 'userId' | 'provider'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DiaryEntry>> {
  const { rows } = await sql<DiaryRow>`
    select ${columns} from diary_entries
    where user_id = ${userId} and provider = ${factsOf(provider).number}
      and source_id = any(${ids}::text[])
    order by source_id for update`.execute(db);
  return new Map(rows.map((row) => [row.sourceId, entryOf(row)]));
}

function entryOf({ provider, ...row }: DiaryRow): DiaryEntry {
  return { ...row, provider: providerOfNumber(provider) };
}
