import type { EventType } from '#events';
import { type GlucoseEventSource, glucoseSourceOf } from '#glucose';
import type { ProviderSlug, ToldEntry } from '#providers';
import { offsetTextOf } from '#std/iso-text';
import type { DiaryChanges, DiaryEntry } from './diary-entry.ts';

/**
 * The `data` of the events of a diary (`daily.data.carbohydrates.…` and its like): grouped timeseries
 * of the form that glucose has, with our own fields beside. The text of a note is in none: it is kept
 * sealed, and the log is not.
 */
export interface DiaryEventData {
  readonly user_id: string;
  readonly source_id: number;
  readonly source: GlucoseEventSource;
  readonly data: readonly DiaryEventEntry[];
  /**
   * Those of which no amount was told: parsers of the hosted service's form want a number of each
   * entry, and 0 would be a statement about a person. Of notes, which have none, it is absent.
   */
  readonly without_amount?: readonly Omit<DiaryEventEntry, 'value'>[];
}

export interface DiaryEventEntry {
  /** The hosted service had a number there. */
  readonly id: null;
  /** The provider's own id: of an entry the highest `revision` stands. */
  readonly entry_id: string;
  /** ISO 8601 in UTC, written `+00:00`. */
  readonly timestamp: string;
  /** The same as `timestamp`. */
  readonly start: string;
  /** When exercise ended, if its length was told; else the same as `start`. */
  readonly end: string;
  /** Seconds; null when not known. */
  readonly timezone_offset: number | null;
  /** Of insulin; null of all else. */
  readonly type: 'rapid_acting' | 'long_acting' | 'unknown' | null;
  /** Of exercise; null when not known, and of all else. */
  readonly intensity: 'low' | 'medium' | 'high' | null;
  readonly unit: 'g' | 'unit' | 'min' | 'mg/dL' | 'text';
  /** Empty of notes. */
  readonly value: number | '';
  readonly revision: number;
  readonly recorded_at: string | null;
  readonly received_at: string;
}

const minuteMs = 60_000;

/** As the hosted service names it; for calibrations it has no name. */
const resourceOf = {
  CARBS: 'carbohydrates',
  INSULIN: 'insulin_injection',
  EXERCISE: 'workout_duration',
  NOTE: 'note',
  CALIBRATION: 'calibration',
} as const satisfies Readonly<Record<ToldEntry['kind'], string>>;

const unitOf = {
  CARBS: 'g',
  INSULIN: 'unit',
  EXERCISE: 'min',
  NOTE: 'text',
  CALIBRATION: 'mg/dL',
} as const satisfies Readonly<Record<ToldEntry['kind'], DiaryEventEntry['unit']>>;

const insulinTypeOf = { FAST: 'rapid_acting', LONG: 'long_acting' } as const;

const intensityOf = { LIGHT: 'low', MEDIUM: 'medium', HEAVY: 'high' } as const;

/** What tells that all of the past of these kinds is here. */
export function historicalTypesOf(kinds: readonly ToldEntry['kind'][]): readonly EventType[] {
  return kinds.map((kind) => `historical.data.${resourceOf[kind]}.created` as const);
}

/** At most so many entries in one event, so that no body is huge. */
const entriesPerEventMax = 500;

export interface DiaryEvent {
  readonly type: EventType;
  readonly data: DiaryEventData;
}

/** The events of what one answer changed, each of one kind. */
export function diaryEventsOf(
  { userId, provider }: { readonly userId: string; readonly provider: ProviderSlug },
  changes: DiaryChanges,
): readonly DiaryEvent[] {
  const source = glucoseSourceOf(provider);
  return (['created', 'updated', 'deleted'] as const).flatMap((change) =>
    [...Map.groupBy(changes[change], ({ kind }) => kind)].flatMap(([kind, entries]) =>
      piecesOf(entries).map((piece) => ({
        type: `daily.data.${resourceOf[kind]}.${change}` as const,
        data: { user_id: userId, source_id: 0, source, ...toldOf(kind, piece) },
      })),
    ),
  );
}

function piecesOf(entries: readonly DiaryEntry[]): (readonly DiaryEntry[])[] {
  const count = Math.ceil(entries.length / entriesPerEventMax);
  return Array.from({ length: count }, (_, at) =>
    entries.slice(at * entriesPerEventMax, (at + 1) * entriesPerEventMax),
  );
}

function toldOf(
  kind: ToldEntry['kind'],
  entries: readonly DiaryEntry[],
): Pick<DiaryEventData, 'data' | 'without_amount'> {
  if (kind === 'NOTE') return { data: entries.map((entry) => ({ ...factsOf(entry), value: '' })) };
  const data: DiaryEventEntry[] = [];
  const withoutAmount: Omit<DiaryEventEntry, 'value'>[] = [];
  for (const entry of entries) {
    if (entry.amount === null) withoutAmount.push(factsOf(entry));
    else data.push({ ...factsOf(entry), value: entry.amount });
  }
  return { data, without_amount: withoutAmount };
}

function factsOf(entry: DiaryEntry): Omit<DiaryEventEntry, 'value'> {
  const { kind, takenAt, insulinType, intensity, utcOffsetMinutes, recordedAt } = entry;
  const start = offsetTextOf(takenAt);
  const lengthMs = kind === 'EXERCISE' ? (entry.amount ?? 0) * minuteMs : 0;
  return {
    id: null,
    entry_id: entry.sourceId,
    timestamp: start,
    start,
    end: offsetTextOf(new Date(takenAt.getTime() + lengthMs)),
    timezone_offset: utcOffsetMinutes === null ? null : utcOffsetMinutes * 60,
    type: kind === 'INSULIN' ? (insulinType ? insulinTypeOf[insulinType] : 'unknown') : null,
    intensity: intensity && intensityOf[intensity],
    unit: unitOf[kind],
    revision: entry.revision,
    recorded_at: recordedAt === null ? null : offsetTextOf(recordedAt),
    received_at: offsetTextOf(entry.receivedAt),
  };
}
