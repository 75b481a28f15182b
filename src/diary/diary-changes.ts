import type { ProviderSlug, ToldEntry } from '#providers';
import type { DiaryChanges, DiaryEntry } from './diary-entry.ts';

/** What was told of a person's diary. */
export interface DiaryTelling {
  readonly userId: string;
  readonly provider: ProviderSlug;
  readonly receivedAt: Date;
  readonly entries: readonly ToldEntry[];
}

/**
 * What of that is news, given what is stored under the same ids. One that was removed before it was
 * ever told is none; one that is told again after it was removed is there again.
 */
export function diaryChangesOf(
  telling: DiaryTelling,
  stored: ReadonlyMap<string, DiaryEntry>,
): DiaryChanges {
  const created: DiaryEntry[] = [];
  const updated: DiaryEntry[] = [];
  const deleted: DiaryEntry[] = [];
  const inOrder = telling.entries.toSorted((one, other) => one.takenAtMs - other.takenAtMs);
  for (const told of inOrder) {
    const before = stored.get(told.sourceId);
    const entry = entryOf(telling, told, before);
    if (!before && !told.isDeleted) created.push(entry);
    if (!before || isSame(before, entry)) continue;
    if (told.isDeleted) {
      deleted.push({ ...before, revision: entry.revision, isDeleted: true });
    } else updated.push(entry);
  }
  return { created, updated, deleted };
}

function entryOf(
  { userId, provider, receivedAt }: DiaryTelling,
  { takenAtMs, recordedAtMs, ...told }: ToldEntry,
  before: DiaryEntry | undefined,
): DiaryEntry {
  return {
    ...told,
    userId,
    provider,
    takenAt: new Date(takenAtMs),
    recordedAt: recordedAtMs === null ? null : new Date(recordedAtMs),
    receivedAt: before?.receivedAt ?? receivedAt,
    revision: (before?.revision ?? 0) + 1,
  };
}

/** What is told of a removed entry beside its removal says nothing. */
function isSame(one: DiaryEntry, other: DiaryEntry): boolean {
  if (one.isDeleted || other.isDeleted) return one.isDeleted === other.isDeleted;
  return (
    one.kind === other.kind &&
    one.insulinType === other.insulinType &&
    one.intensity === other.intensity &&
    one.note === other.note &&
    one.takenAt.getTime() === other.takenAt.getTime() &&
    one.amount === other.amount &&
    (one.utcOffsetMinutes ?? other.utcOffsetMinutes) === other.utcOffsetMinutes
  );
}
