/**
 * What wearers enter at their provider: carbohydrates, insulin, exercise, notes, and the blood glucose
 * by which they correct the sensor, which is no sample. `ingest-diary` keeps what was told
 * and says what of it is new, changed or removed (`diary-changes`, pure), `diary-event` writes it for
 * the log, `find-diary-entries` reads it. Promises: an entry has the provider's id and one row, each
 * change raises its revision, one that its wearer removed is kept as removed, and the text of a note
 * is sealed wherever it stands.
 */
export { countNotesByKey } from './count-notes-by-key.ts';
export type { DiaryEntry } from './diary-entry.ts';
export { diaryEventsOf, historicalTypesOf } from './diary-event.ts';
export { eraseUserDiary } from './erase-user-diary.ts';
export { findDiaryEntries } from './find-diary-entries.ts';
export { ingestDiary } from './ingest-diary.ts';
export { pruneDiary } from './prune-diary.ts';
export { resealNotes } from './reseal-notes.ts';
export { sealedNoteText } from './sealed-note.ts';
