import { z } from 'zod';
import type { DiaryBatch, ToldEntry } from '#providers/provider';
import { systemTimeMsOf, utcOffsetMinutesOf } from './wire-time.ts';

const Envelope = z.object({ records: z.array(z.unknown()) });

/** Fields that are missing or of another type are read as null: what is needed is judged after. */
const text = z.string().nullish().catch(null);
const Event = z.object({
  recordId: z.string().min(1).max(100),
  systemTime: z.string(),
  displayTime: text,
  recordedSystemTime: text,
  eventStatus: text,
  eventType: z.string(),
  eventSubType: text,
  // Documented as a text; a number has been seen.
  value: z.union([z.string(), z.number()]).nullish().catch(null),
});

type WireEvent = z.output<typeof Event>;

/** By `eventType`: what it is here, and the most that is believed. */
const kinds: Readonly<Record<string, { kind: ToldEntry['kind']; amountMax: number }>> = {
  carbs: { kind: 'CARBS', amountMax: 1_000 },
  insulin: { kind: 'INSULIN', amountMax: 250 },
};

const insulinTypes: Readonly<Record<string, ToldEntry['insulinType']>> = {
  fastActing: 'FAST',
  longActing: 'LONG',
};

/** Of one id that is told more than once the last of these stands. */
const statuses = ['created', 'updated', 'deleted'];

/** Null for an answer that is none. A record that cannot be read costs no other one. */
export function diaryBatchOf(body: unknown): DiaryBatch | null {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return null;
  const byId = new Map<string, { readonly entry: ToldEntry; readonly rank: number }>();
  let [otherCount, unreadableCount] = [0, 0];
  for (const record of envelope.data.records) {
    const event = Event.safeParse(record);
    const entry = event.success ? entryOf(event.data) : 'unreadable';
    if (entry === 'other') otherCount += 1;
    else if (entry === 'unreadable' || !event.success) unreadableCount += 1;
    else {
      const rank = statuses.indexOf(event.data.eventStatus ?? '');
      if (rank >= (byId.get(entry.sourceId)?.rank ?? -1)) byId.set(entry.sourceId, { entry, rank });
    }
  }
  const entries = [...byId.values()].map(({ entry }) => entry);
  return { entries, otherCount, unreadableCount };
}

function entryOf(event: WireEvent): ToldEntry | 'other' | 'unreadable' {
  const known = kinds[event.eventType];
  if (!known) return 'other';
  const { recordId, systemTime, displayTime, recordedSystemTime, eventSubType } = event;
  const takenAtMs = systemTimeMsOf(systemTime);
  const amount = amountOf(event.value ?? null);
  if (takenAtMs === null || Number.isNaN(amount)) return 'unreadable';
  if (amount !== null && (amount < 0 || amount > known.amountMax)) return 'unreadable';
  return {
    sourceId: recordId,
    kind: known.kind,
    insulinType: known.kind === 'INSULIN' ? (insulinTypes[eventSubType ?? ''] ?? null) : null,
    takenAtMs,
    utcOffsetMinutes: utcOffsetMinutesOf(systemTime, displayTime ?? null),
    amount,
    recordedAtMs: recordedSystemTime ? systemTimeMsOf(recordedSystemTime) : null,
    isDeleted: event.eventStatus === 'deleted',
  };
}

/** Null for none; NaN for what is no number. */
function amountOf(value: string | number | null): number | null {
  if (value === null || value === '') return null;
  return Number(value);
}
