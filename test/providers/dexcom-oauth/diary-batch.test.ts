import { describe, expect, it } from 'vitest';
import { diaryBatchOf } from '#src/providers/dexcom-oauth/diary-batch.ts';

const carbs = {
  recordId: 'id-1',
  systemTime: '2026-01-15T12:00:00Z',
  displayTime: '2026-01-15T07:00:00-05:00',
  recordedSystemTime: '2026-01-15T12:05:00Z',
  eventStatus: 'created',
  eventType: 'carbs',
  eventSubType: null,
  value: '45',
  unit: 'grams',
};

const batchOf = (...records: unknown[]) => diaryBatchOf({ records });

describe('an entry of the API', () => {
  it('is read with its time, its offset and when it was typed in', () => {
    expect(batchOf(carbs)?.entries).toEqual([
      {
        ...{ sourceId: 'id-1', kind: 'CARBS', insulinType: null, amount: 45, isDeleted: false },
        ...{ intensity: null, note: null },
        ...{ takenAtMs: Date.UTC(2026, 0, 15, 12), recordedAtMs: Date.UTC(2026, 0, 15, 12, 5) },
        utcOffsetMinutes: -300,
      },
    ]);
  });

  it.each([
    ['a number in place of a text', { value: 45 }, { amount: 45 }],
    ['no value', { value: null }, { amount: null }],
    ['an empty value', { value: '' }, { amount: null }],
    [
      'a receiver without a zone',
      { displayTime: '2026-01-15T07:00:00' },
      { utcOffsetMinutes: -300 },
    ],
    ['no display time', { displayTime: null }, { utcOffsetMinutes: null }],
    ['fast insulin', { eventType: 'insulin', eventSubType: 'fastActing' }, { insulinType: 'FAST' }],
    ['long insulin', { eventType: 'insulin', eventSubType: 'longActing' }, { insulinType: 'LONG' }],
    ['insulin of no kind', { eventType: 'insulin', eventSubType: 'new' }, { insulinType: null }],
    ['a removal', { eventStatus: 'deleted' }, { isDeleted: true }],
    ['an unknown status', { eventStatus: 'merged' }, { isDeleted: false }],
  ])('is tolerated with %s', (_, change, read) => {
    expect(batchOf({ ...carbs, ...change })?.entries).toMatchObject([read]);
  });

  it.each([
    ['a negative amount', { value: '-1' }],
    ['more than is plausible', { eventType: 'insulin', value: '251' }],
    ['a value that is no number', { value: 'lots' }],
    ['a time that is none', { systemTime: 'yesterday' }],
    ['no id', { recordId: undefined }],
    ['an id that cannot be stored', { recordId: 'id\0' }],
  ])('is skipped and counted with %s, and costs no other one', (_, change) => {
    const batch = batchOf({ ...carbs, ...change }, null, 7, { ...carbs, recordId: 'id-2' });
    expect(batch).toMatchObject({ entries: [{ sourceId: 'id-2' }], unreadableCount: 3 });
  });

  it('has the text of a note, or how hard an exercise was', () => {
    const note = { ...carbs, eventType: 'notes', value: 'text' };
    const exercise = { ...carbs, eventType: 'exercise', eventSubType: 'heavy', value: '30' };
    expect(batchOf(note)?.entries).toMatchObject([{ kind: 'NOTE', note: 'text', amount: null }]);
    expect(batchOf(exercise)?.entries).toMatchObject([
      { kind: 'EXERCISE', intensity: 'HEAVY', amount: 30 },
    ]);
  });

  it('of a kind that is not kept is counted', () => {
    const batch = batchOf({ ...carbs, eventType: 'bloodGlucose', value: '100' });
    expect(batch).toMatchObject({ entries: [], otherCount: 1, unreadableCount: 0 });
  });

  it('that is told twice is told by its latest status', () => {
    const edited = { ...carbs, eventStatus: 'updated', value: '50' };
    for (const records of [
      [carbs, edited],
      [edited, carbs],
    ]) {
      expect(batchOf(...records)?.entries).toMatchObject([{ amount: 50 }]);
    }
  });

  it.each([undefined, null, [], {}, { records: 'none' }])('is none in %j', (body) => {
    expect(diaryBatchOf(body)).toBeNull();
  });
});
