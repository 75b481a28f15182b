import { describe, expect, it } from 'vitest';
import { egvAnswerOf } from '#src/providers/dexcom-oauth/egv-batch.ts';

const record = (facts: object) => ({
  recordId: 'a',
  systemTime: '2026-03-01T10:00:00Z',
  displayTime: '2026-03-01T11:00:00+01:00',
  value: 120,
  trend: 'flat',
  ...facts,
});

function batchOf(records: readonly object[]) {
  const answer = egvAnswerOf({ userId: 'f'.repeat(64), records });
  if (!answer) throw new Error('no answer');
  return answer.batch;
}

describe('an answer with readings', () => {
  it('gives of two in one second the same, in whatever order it has them', () => {
    const two = [record({ recordId: 'a', value: 120 }), record({ recordId: 'b', value: 124 })];
    const values = [two, two.toReversed()].map((records) =>
      batchOf(records).readings.map(({ valueMgDl }) => valueMgDl),
    );
    expect(values).toEqual([[124], [124]]);
  });

  it('costs no reading by another that is none', () => {
    const { readings, droppedCount, unreadableCount } = batchOf([
      record({ systemTime: 'yesterday' }),
      record({ systemTime: '2026-03-01T10:05:00Z', value: 12 }),
      record({ systemTime: '2026-03-01T10:10:00Z', trend: 'sideways' }),
      record({ systemTime: '2026-03-01T10:15:00Z', value: 401, displayTime: null }),
    ]);
    expect({ droppedCount, unreadableCount }).toEqual({ droppedCount: 1, unreadableCount: 1 });
    expect(readings).toMatchObject([
      { valueMgDl: 401, utcOffsetMinutes: null },
      { valueMgDl: 120, trend: 'NONE', utcOffsetMinutes: 60 },
    ]);
  });
});
