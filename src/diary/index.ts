/**
 * What wearers enter at their provider: carbohydrates and insulin. `ingest-diary` keeps what was told
 * and says what of it is new, changed or removed (`diary-changes`, pure), `diary-event` writes it for
 * the log, `find-diary-entries` reads it. Promises: an entry has the provider's id and one row, each
 * change raises its revision, and one that its wearer removed is kept as removed.
 */
export type { DiaryEntry } from './diary-entry.ts';
export { diaryEventsOf } from './diary-event.ts';
export { eraseUserDiary } from './erase-user-diary.ts';
export { findDiaryEntries } from './find-diary-entries.ts';
export { ingestDiary } from './ingest-diary.ts';
export { pruneDiary } from './prune-diary.ts';
