import { describe, expect, it } from 'vitest';
import { deviceBatchOf } from '#src/providers/dexcom-oauth/device-batch.ts';

const phone = {
  transmitterId: 'a-hash',
  transmitterGeneration: 'g7',
  displayDevice: 'iOS',
  displayApp: 'G7',
  lastUploadDate: '2026-01-15T12:00:00Z',
};
const told = {
  transmitterId: 'a-hash',
  transmitterGeneration: 'g7',
  displayDevice: 'iOS',
  displayApp: 'G7',
  lastUploadAtMs: Date.UTC(2026, 0, 15, 12),
};

describe('a device of the API', () => {
  it.each([
    ['nothing else', {}, {}],
    ['no upload', { lastUploadDate: null }, { lastUploadAtMs: null }],
    ['no name of the app', { displayApp: undefined }, { displayApp: '' }],
    ['a name that cannot be stored', { displayDevice: 'iOS\0' }, { displayDevice: '' }],
    [
      'a name without end',
      { transmitterGeneration: 'x'.repeat(101) },
      { transmitterGeneration: '' },
    ],
  ])('is read with %s', (_, change, read) => {
    const batch = deviceBatchOf({ records: [{ ...phone, ...change }] });
    expect(batch).toEqual({ devices: [{ ...told, ...read }], unreadableCount: 0 });
  });

  it('that is told twice is one, by its later upload, and what is none costs no other', () => {
    const earlier = { ...phone, lastUploadDate: '2026-01-14T12:00:00Z' };
    const batch = deviceBatchOf({ records: [phone, 7, earlier] });
    expect(batch).toEqual({ devices: [told], unreadableCount: 1 });
  });

  it.each([undefined, null, [], { records: 'none' }])('is none in %j', (body) => {
    expect(deviceBatchOf(body)).toBeNull();
  });
});
