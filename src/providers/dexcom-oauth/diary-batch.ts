import { z } from 'zod';
import type { DiaryBatch, ToldEntry } from '#providers/provider';
import { systemTimeMsOf, utcOffsetMinutesOf } from './wire-time.ts';

const Envelope = z.object({ records: z.array(z.unknown()) });

/** Fields that are missing or of another type are read as null: what is needed is judged after. */
const text = z.string().nullish().catch(null);
/** Postgres stores no NUL in a text. */
const recordId = z
  .string()
  .min(1)
  .max(100)
  .refine((id) => !id.includes('\0'));
const Event = z.object({
  recordId,
  systemTime: z.string(),
  displayTime: text,
  recordedSystemTime: text,
  eventStatus: text,
  eventType: z.string(),
  eventSubType: text,
  // Documented as a text; a number has been seen.
  value: z.union([z.string(), z.number()]).nullish().catch(null),
});

const Calibration = z.object({
  recordId,
  systemTime: z.string(),
  displayTime: text,
  value: z.number().min(0).max(1_000),
});

type WireEvent = z.output<typeof Event>;

/** By `eventType`: what it is here, and the most that is believed. */
const kinds: Readonly<Record<string, { kind: ToldEntry['kind']; amountMax: number }>> = {
  carbs: { kind: 'CARBS', amountMax: 1_000 },
  insulin: { kind: 'INSULIN', amountMax: 250 },
  exercise: { kind: 'EXERCISE', amountMax: 7 * 24 * 60 },
  notes: { kind: 'NOTE', amountMax: 0 },
  note: { kind: 'NOTE', amountMax: 0 },
};

const insulinTypes: Readonly<Record<string, ToldEntry['insulinType']>> = {
  fastActing: 'FAST',
  longActing: 'LONG',
};

const intensities: Readonly<Record<string, ToldEntry['intensity']>> = {
  light: 'LIGHT',
  medium: 'MEDIUM',
  heavy: 'HEAVY',
};

const noteLengthMax = 10_000;

/** Of one id that is told more than once the last of these stands. */
const statuses = ['created', 'updated', 'deleted'];

/** Null for an answer that is none. A record that cannot be read costs no other one. */
export function diaryBatchOf(body: unknown): DiaryBatch | null {
  return batchOf(body, (record) => {
    const event = Event.safeParse(record);
    if (!event.success) return 'unreadable';
    const entry = entryOf(event.data);
    if (typeof entry === 'string') return entry;
    return { entry, rank: statuses.indexOf(event.data.eventStatus ?? '') };
  });
}

/** The same of an answer with calibrations. */
export function calibrationBatchOf(body: unknown): DiaryBatch | null {
  return batchOf(body, (record) => {
    const calibration = Calibration.safeParse(record);
    const takenAtMs = calibration.success ? systemTimeMsOf(calibration.data.systemTime) : null;
    if (!calibration.success || takenAtMs === null) return 'unreadable';
    const { recordId, systemTime, displayTime, value } = calibration.data;
    const told = {
      takenAtMs,
      utcOffsetMinutes: utcOffsetMinutesOf(systemTime, displayTime ?? null),
    };
    const entry = {
      ...plain,
      ...told,
      sourceId: recordId,
      kind: 'CALIBRATION',
      amount: value,
    } as const;
    return { entry, rank: 0 };
  });
}

type Told = 'other' | 'unreadable' | { readonly entry: ToldEntry; readonly rank: number };

function batchOf(body: unknown, toldBy: (record: unknown) => Told): DiaryBatch | null {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return null;
  const byId = new Map<string, Exclude<Told, string>>();
  let [otherCount, unreadableCount] = [0, 0];
  for (const record of envelope.data.records) {
    const told = toldBy(record);
    if (told === 'other') otherCount += 1;
    else if (told === 'unreadable') unreadableCount += 1;
    else if (told.rank >= (byId.get(told.entry.sourceId)?.rank ?? -1)) {
      byId.set(told.entry.sourceId, told);
    }
  }
  const entries = [...byId.values()].map(({ entry }) => entry);
  return { entries, otherCount, unreadableCount };
}

const plain = {
  insulinType: null,
  intensity: null,
  note: null,
  recordedAtMs: null,
  isDeleted: false,
} as const;

function entryOf(event: WireEvent): ToldEntry | 'other' | 'unreadable' {
  const known = kinds[event.eventType];
  if (!known) return 'other';
  const { recordId, systemTime, displayTime, recordedSystemTime } = event;
  const takenAtMs = systemTimeMsOf(systemTime);
  const facts = factsOf(known, event);
  if (takenAtMs === null || facts === null) return 'unreadable';
  return {
    sourceId: recordId,
    kind: known.kind,
    ...facts,
    takenAtMs,
    utcOffsetMinutes: utcOffsetMinutesOf(systemTime, displayTime ?? null),
    recordedAtMs: recordedSystemTime ? systemTimeMsOf(recordedSystemTime) : null,
    isDeleted: event.eventStatus === 'deleted',
  };
}

type Facts = Pick<ToldEntry, 'insulinType' | 'intensity' | 'amount' | 'note'>;

/** What only some kinds have. Null for an amount that cannot be. */
function factsOf(
  { kind, amountMax }: { readonly kind: ToldEntry['kind']; readonly amountMax: number },
  { eventSubType, value = null }: WireEvent,
): Facts | null {
  const none = { insulinType: null, intensity: null, amount: null, note: null };
  if (kind === 'NOTE') return { ...none, note: noteOf(value) };
  const amount = amountOf(kind, value);
  if (amount !== null && !(amount >= 0 && amount <= amountMax)) return null;
  const subType = eventSubType ?? '';
  if (kind === 'INSULIN') return { ...none, amount, insulinType: insulinTypes[subType] ?? null };
  if (kind === 'EXERCISE') return { ...none, amount, intensity: intensities[subType] ?? null };
  return { ...none, amount };
}

function noteOf(value: string | number | null): string | null {
  // Postgres keeps no text with a NUL.
  return value === null ? null : `${value}`.replaceAll('\0', '').slice(0, noteLengthMax);
}

/** Null for none; NaN for what is no number. Exercise of -1 minutes has been seen: nobody said. */
function amountOf(kind: ToldEntry['kind'], value: string | number | null): number | null {
  if (value === null || value === '') return null;
  const amount = Number(value);
  return kind === 'EXERCISE' && amount <= 0 ? null : amount;
}
