import { z } from 'zod';
import type { Reading, ReadingBatch, Trend } from '#providers/provider';
import { systemTimeMsOf, utcOffsetMinutesOf } from './wire-time.ts';

const Envelope = z.object({ userId: z.string().min(1), records: z.array(z.unknown()) });

/** Fields that are missing or of another type are read as null: what is needed is judged after. */
const Egv = z.object({
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
  const bySecond = new Map<number, Reading>();
  let [droppedCount, unreadableCount] = [0, 0];
  for (const record of records) {
    const egv = Egv.safeParse(record);
    const takenAtMs = egv.success ? systemTimeMsOf(egv.data.systemTime) : null;
    if (!egv.success || takenAtMs === null) {
      unreadableCount += 1;
      continue;
    }
    const { value, trend, systemTime, displayTime } = egv.data;
    if (typeof value !== 'number' || value < valueMin || value > valueMax) {
      droppedCount += 1;
      continue;
    }
    const utcOffsetMinutes = utcOffsetMinutesOf(systemTime, displayTime ?? null);
    bySecond.set(Math.floor(takenAtMs / 1_000), {
      takenAtMs,
      utcOffsetMinutes,
      valueMgDl: Math.round(value),
      trend: trends[trend ?? ''] ?? 'NONE',
      sensorTakenAtMs: null,
    });
  }
  const readings = [...bySecond.values()].toSorted((one, other) => other.takenAtMs - one.takenAtMs);
  const returnedCount = records.length;
  return {
    userId,
    batch: { readings, droppedCount, unreadableCount, returnedCount, newestErrorAtMs: null },
  };
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
