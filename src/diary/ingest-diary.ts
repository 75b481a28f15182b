import { sql } from 'kysely';
import type { Db } from '#db';
import { factsOf } from '#providers';
import type { Sealer } from '#std/sealed-box';
import { type DiaryTelling, diaryChangesOf } from './diary-changes.ts';
import type { DiaryChanges, DiaryEntry } from './diary-entry.ts';
import { findDiaryById } from './find-diary-entries.ts';
import { notePlace } from './sealed-note.ts';

/** Keeps what was told, in the caller's transaction, and says what of it is news. */
export async function ingestDiary(
  db: Db,
  sealer: Sealer,
  telling: DiaryTelling,
): Promise<DiaryChanges> {
  if (telling.entries.length === 0) return { created: [], updated: [], deleted: [] };
  const ids = telling.entries.map(({ sourceId }) => sourceId);
  const stored = await findDiaryById(db, sealer, telling, ids);
  const changes = diaryChangesOf(telling, stored);
  const { created, updated, deleted } = changes;
  await writeEntries(db, sealer, [...created, ...updated, ...deleted], telling);
  return changes;
}

async function writeEntries(
  db: Db,
  sealer: Sealer,
  entries: readonly DiaryEntry[],
  { userId, provider, receivedAt: now }: DiaryTelling,
): Promise<void> {
  if (entries.length === 0) return;
  const of = <T>(pick: (entry: DiaryEntry) => T) => entries.map(pick);
  const providerNumber = factsOf(provider).number;
  const notes = of(({ note, sourceId, isDeleted }) =>
    // What its wearer has removed is not kept.
    note === null || isDeleted
      ? null
      : sealer.seal(note, notePlace({ userId, provider: providerNumber, sourceId })),
  );
  await sql`
    insert into diary_entries (user_id, provider, source_id, kind, insulin_type, intensity,
      note_sealed, taken_at, utc_offset_minutes, amount, recorded_at, received_at, changed_at, revision, deleted_at)
    select ${userId}::uuid, ${providerNumber}::smallint, told.source_id, kind, insulin_type, intensity,
      note_sealed, taken_at, utc_offset_minutes, amount, recorded_at, received_at,
      ${now}::timestamptz, revision, case when is_deleted then ${now}::timestamptz end
    from unnest(${of((each) => each.sourceId)}::text[], ${of((each) => each.kind)}::text[],
      ${of((each) => each.insulinType)}::text[], ${of((each) => each.intensity)}::text[],
      ${notes}::bytea[], ${of((each) => each.takenAt)}::timestamptz[],
      ${of((each) => each.utcOffsetMinutes)}::smallint[],
      ${of((each) => each.amount)}::double precision[],
      ${of((each) => each.recordedAt)}::timestamptz[],
      ${of((each) => each.receivedAt)}::timestamptz[], ${of((each) => each.revision)}::int[],
      ${of((each) => each.isDeleted)}::boolean[])
      as told (source_id, kind, insulin_type, intensity, note_sealed, taken_at, utc_offset_minutes, amount, recorded_at,
        received_at, revision, is_deleted)
    on conflict (user_id, provider, source_id) do update set
      kind = excluded.kind, insulin_type = excluded.insulin_type, intensity = excluded.intensity,
      note_sealed = excluded.note_sealed, taken_at = excluded.taken_at,
      utc_offset_minutes = excluded.utc_offset_minutes, amount = excluded.amount,
      recorded_at = excluded.recorded_at, changed_at = excluded.changed_at,
      revision = excluded.revision, deleted_at = excluded.deleted_at`.execute(db);
}
