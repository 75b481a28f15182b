import { z } from 'zod';
import type { Reading, ReadingBatch, Trend } from '#providers/provider';
import { systemTimeMsOf, utcOffsetMinutesOf } from './wire-time.ts';

const Envelope = z.object({ userId: z.string().min(1), records: z.array(z.unknown()) });

/** Fields that are missing or of another type are read as null: what is needed is judged after. */
const Egv = z.object({
  recordId: z.string().nullish().catch(null),
  systemTime: z.string(),
  displayTime: z.string().nullish().catch(null),
  value: z.number().nullish().catch(null),
  trend: z.string().nullish().catch(null),
});

export interface EgvAnswer {
  /** Names the account for this app alone. */
  readonly userId: string;
  readonly batch: ReadingBatch;
}

/** Null for an answer that is none. A record that cannot be read costs no other one. */
export function egvAnswerOf(body: unknown): EgvAnswer | null {
  const envelope = Envelope.safeParse(body);
  if (!envelope.success) return null;
  const { userId, records } = envelope.data;
  const told = records.map(egvOf);
  const droppedCount = told.filter((egv) => egv === 'dropped').length;
  const unreadableCount = told.filter((egv) => egv === 'unreadable').length;
  const bySecond = new Map<number, Told>();
  for (const egv of told) {
    if (typeof egv === 'string') continue;
    const second = Math.floor(egv.reading.takenAtMs / 1_000);
    const other = bySecond.get(second);
    // Of two in one second always the same is taken, in whatever order an answer has them.
    if (!other || other.id < egv.id) bySecond.set(second, egv);
  }
  const readings = [...bySecond.values()]
    .map(({ reading }) => reading)
    .toSorted((one, other) => other.takenAtMs - one.takenAtMs);
  const returnedCount = records.length;
  return {
    userId,
    batch: { readings, droppedCount, unreadableCount, returnedCount, newestErrorAtMs: null },
  };
}

interface Told {
  readonly id: string;
  readonly reading: Reading;
}

function egvOf(record: unknown): Told | 'dropped' | 'unreadable' {
  const egv = Egv.safeParse(record);
  const takenAtMs = egv.success ? systemTimeMsOf(egv.data.systemTime) : null;
  if (!egv.success || takenAtMs === null) return 'unreadable';
  const { recordId, value, trend, systemTime, displayTime } = egv.data;
  if (typeof value !== 'number' || value < valueMin || value > valueMax) return 'dropped';
  const reading = {
    takenAtMs,
    utcOffsetMinutes: utcOffsetMinutesOf(systemTime, displayTime ?? null),
    valueMgDl: Math.round(value),
    trend: trends[trend ?? ''] ?? 'NONE',
    sensorTakenAtMs: null,
  };
  return { id: recordId ?? '', reading };
}

const valueMin = 39;
const valueMax = 401;

const trends: Readonly<Record<string, Trend>> = {
  doubleUp: 'DOUBLE_UP',
  singleUp: 'SINGLE_UP',
  fortyFiveUp: 'FORTY_FIVE_UP',
  flat: 'FLAT',
  fortyFiveDown: 'FORTY_FIVE_DOWN',
  singleDown: 'SINGLE_DOWN',
  doubleDown: 'DOUBLE_DOWN',
  notComputable: 'NOT_COMPUTABLE',
  rateOutOfRange: 'RATE_OUT_OF_RANGE',
};
