import type { EventType } from '#events';
import { type GlucoseEventSource, glucoseSourceOf } from '#glucose';
import type { ProviderSlug, ToldEntry } from '#providers';
import { offsetTextOf } from '#std/iso-text';
import type { DiaryChanges, DiaryEntry } from './diary-entry.ts';

/**
 * The `data` of `daily.data.carbohydrates.…` and `daily.data.insulin_injection.…`: grouped
 * timeseries of the form that glucose has, with our own fields beside.
 */
export interface DiaryEventData {
  readonly user_id: string;
  readonly source_id: number;
  readonly source: GlucoseEventSource;
  readonly data: readonly DiaryEventEntry[];
}

export interface DiaryEventEntry {
  /** The provider's own id: of an entry the highest `revision` stands. */
  readonly id: string;
  /** ISO 8601 in UTC, written `+00:00`. */
  readonly timestamp: string;
  /** Seconds; null when not known. */
  readonly timezone_offset: number | null;
  /** Of insulin; null when not known, and of carbohydrates. */
  readonly type: 'rapid_acting' | 'long_acting' | null;
  readonly unit: 'g' | 'unit';
  /** Null when no amount was told. */
  readonly value: number | null;
  readonly revision: number;
  readonly recorded_at: string | null;
  readonly received_at: string;
}

type Change = 'created' | 'updated' | 'deleted';

const typeOf: Readonly<Record<ToldEntry['kind'], Readonly<Record<Change, EventType>>>> = {
  CARBS: {
    created: 'daily.data.carbohydrates.created',
    updated: 'daily.data.carbohydrates.updated',
    deleted: 'daily.data.carbohydrates.deleted',
  },
  INSULIN: {
    created: 'daily.data.insulin_injection.created',
    updated: 'daily.data.insulin_injection.updated',
    deleted: 'daily.data.insulin_injection.deleted',
  },
};

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
        type: typeOf[kind][change],
        data: { user_id: userId, source_id: 0, source, data: piece.map(eventEntryOf) },
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

function eventEntryOf(entry: DiaryEntry): DiaryEventEntry {
  const { insulinType, utcOffsetMinutes, recordedAt } = entry;
  return {
    id: entry.sourceId,
    timestamp: offsetTextOf(entry.takenAt),
    timezone_offset: utcOffsetMinutes === null ? null : utcOffsetMinutes * 60,
    type: insulinType === null ? null : insulinType === 'FAST' ? 'rapid_acting' : 'long_acting',
    unit: entry.kind === 'CARBS' ? 'g' : 'unit',
    value: entry.amount,
    revision: entry.revision,
    recorded_at: recordedAt === null ? null : offsetTextOf(recordedAt),
    received_at: offsetTextOf(entry.receivedAt),
  };
}
