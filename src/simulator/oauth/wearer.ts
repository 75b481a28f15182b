import type { AccountRecord } from '#simulator/people';
import type { TimeForm } from './wire-time.ts';

/**
 * What of an account only the OAuth API shows: its devices, the form of its times, and what its
 * wearer entered. Most accounts are never asked here, so a wearer is made on first use.
 */
export interface Wearer {
  readonly record: AccountRecord;
  settings: WearerSettings;
  /** What orders entered, beside what the person's days bring. */
  readonly entered: EntryOrder[];
  /** By the key of an entry, or the instant of a reading; each from `fromMs` on, ascending. */
  readonly changes: Map<string, RecordChange[]>;
}

export const products = ['g6', 'g7', 'g7-15-day', 'one', 'one+'] as const;

export interface WearerSettings {
  readonly product: (typeof products)[number];
  readonly phone: 'iOS' | 'android';
  readonly receiver: Receiver | null;
  readonly times: TimeForm;
  readonly transmitterIds: 'hash' | 'null' | 'empty';
  /** The first data of the account; null: 400 days before the simulator began. */
  readonly dataSinceMs: number | null;
  /** Whether meals, insulin, exercise and calibrations of the person are entered. */
  readonly hasDiary: boolean;
}

/** A receiver that takes the readings, too; what it holds is shown when it is uploaded by hand. */
export interface Receiver {
  /** It is uploaded at each multiple of this. */
  readonly uploadEveryMs: number;
  /** Its clock is ahead by so much. */
  readonly driftMs: number;
  /** No phone is worn. */
  readonly isAlone: boolean;
}

export const entryTypes = [
  'carbs',
  'insulin',
  'exercise',
  'health',
  'bloodGlucose',
  'notes',
  'calibration',
  'unknown',
] as const;

/** Something that a wearer entered. */
export interface EntryOrder {
  /** Names the entry for later orders. */
  readonly key: string;
  readonly type: (typeof entryTypes)[number];
  readonly subType: string | null;
  readonly atMs: number;
  /** When it was typed in. */
  readonly recordedAtMs: number;
  /** As it is written: `45`, `-1`, the text of a note; null for none. */
  readonly value: string | null;
  readonly unit: string | null;
  /** When the API shows it; null: after the hold. */
  readonly visibleAtMs: number | null;
}

/** The record as it is from `fromMs` on; what is absent stays. Nothing follows a deletion. */
export interface RecordChange {
  readonly fromMs: number;
  readonly atMs?: number | undefined;
  readonly value?: string | undefined;
  readonly isDeleted?: boolean | undefined;
}

export interface Wearers {
  of(record: AccountRecord): Wearer;
}

const usualSettings: WearerSettings = {
  product: 'g7',
  phone: 'iOS',
  receiver: null,
  times: 'documented',
  transmitterIds: 'hash',
  dataSinceMs: null,
  hasDiary: true,
};

export function createWearers(): Wearers {
  const wearers = new WeakMap<AccountRecord, Wearer>();
  return {
    of(record) {
      const known = wearers.get(record);
      if (known) return known;
      const wearer = { record, settings: usualSettings, entered: [], changes: new Map() };
      wearers.set(record, wearer);
      return wearer;
    },
  };
}

/** What of a record's changes holds at an instant; null when nothing does. */
export function changeAt(
  { changes }: Wearer,
  key: string,
  nowMs: number,
): { readonly change: RecordChange; readonly count: number } | null {
  const made = changes.get(key)?.filter(({ fromMs }) => fromMs <= nowMs) ?? [];
  if (made.length === 0) return null;
  const change: RecordChange = Object.assign({}, ...made);
  return { change, count: made.length };
}
