/** Something that a wearer entered, as a provider tells it. */
export interface ToldEntry {
  /** The provider's own id: the same whenever it is told, to 100 characters. */
  readonly sourceId: string;
  readonly kind: 'CARBS' | 'INSULIN';
  /** Of insulin; null when it was not told. */
  readonly insulinType: 'FAST' | 'LONG' | null;
  /** When it was eaten or injected, epoch ms, by the clock of the device. */
  readonly takenAtMs: number;
  readonly utcOffsetMinutes: number | null;
  /** Grams of carbohydrates, 0 to 1000, or units of insulin, 0 to 250; null when none was told. */
  readonly amount: number | null;
  /** When it was typed in; null when not told. */
  readonly recordedAtMs: number | null;
  /** The wearer has removed it. */
  readonly isDeleted: boolean;
}

export interface DiaryBatch {
  /** In no order, one for each id. */
  readonly entries: readonly ToldEntry[];
  /** Entries of kinds that are not kept. */
  readonly otherCount: number;
  /** Entries of which time or amount could not be read. */
  readonly unreadableCount: number;
}
