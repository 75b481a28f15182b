/** Something that a wearer entered, as a provider tells it. */
export interface ToldEntry {
  /** The provider's own id: the same whenever it is told, to 100 characters. */
  readonly sourceId: string;
  readonly kind: 'CARBS' | 'INSULIN' | 'EXERCISE' | 'NOTE' | 'CALIBRATION';
  /** Of insulin; null when it was not told. */
  readonly insulinType: 'FAST' | 'LONG' | null;
  /** Of exercise; null when it was not told. */
  readonly intensity: 'LIGHT' | 'MEDIUM' | 'HEAVY' | null;
  /** When it was eaten, injected, begun or measured, epoch ms, by the clock of the device. */
  readonly takenAtMs: number;
  readonly utcOffsetMinutes: number | null;
  /**
   * Grams of carbohydrates, 0 to 1000; units of insulin, 0 to 250; minutes of exercise, to a week; mg/dL
   * of blood that was measured, 0 to 1000. Null of notes, and when none was told.
   */
  readonly amount: number | null;
  /** The text of a note, to 10,000 characters. */
  readonly note: string | null;
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

/** What a wearer's readings come from, as a provider tells it; empty texts where it does not. */
export interface ToldDevice {
  /** Names the transmitter for this app alone. */
  readonly transmitterId: string;
  readonly transmitterGeneration: string;
  readonly displayDevice: string;
  readonly displayApp: string;
  /** Epoch ms; null when not told. */
  readonly lastUploadAtMs: number | null;
}

export interface DeviceBatch {
  /** Each once. */
  readonly devices: readonly ToldDevice[];
  readonly unreadableCount: number;
}

/** From when to when a provider has records; null for none. Epoch ms. */
export interface DataRange {
  readonly glucose: { readonly fromMs: number; readonly toMs: number } | null;
}
