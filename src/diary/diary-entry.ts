import type { ProviderSlug, ToldEntry } from '#providers';

/** An entry as it is kept. */
export interface DiaryEntry {
  readonly userId: string;
  readonly provider: ProviderSlug;
  /** The provider's own id. */
  readonly sourceId: string;
  readonly kind: ToldEntry['kind'];
  readonly insulinType: ToldEntry['insulinType'];
  readonly intensity: ToldEntry['intensity'];
  readonly takenAt: Date;
  readonly utcOffsetMinutes: number | null;
  /** Grams, units, minutes or mg/dL, by its kind; null of notes, and when none was told. */
  readonly amount: number | null;
  /** The text of a note, which is kept sealed. */
  readonly note: string | null;
  readonly recordedAt: Date | null;
  readonly receivedAt: Date;
  /** 1 at first, one more with each change. */
  readonly revision: number;
  readonly isDeleted: boolean;
}

/** What one answer changed. */
export interface DiaryChanges {
  readonly created: readonly DiaryEntry[];
  readonly updated: readonly DiaryEntry[];
  /** As they were, under their new revision. */
  readonly deleted: readonly DiaryEntry[];
}
