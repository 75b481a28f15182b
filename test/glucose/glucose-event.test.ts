import { describe, expect, it } from 'vitest';
import { createEvent } from '#events';
import { glucoseEventsOf, type Sample } from '#glucose';
import { eventPayloadBytesMax } from '#src/events/event.ts';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';

function samplesOf(userId: string, count: number): Sample[] {
  const startMs = Date.UTC(2026, 0, 15);
  return Array.from({ length: count }, (_, index) => ({
    userId,
    takenAt: new Date(startMs + index * 300_000),
    valueMgDl: 40 + (index % 361),
    trend: 'FORTY_FIVE_DOWN',
    utcOffsetMinutes: -330,
    receivedAt: new Date(startMs + index * 300_000 + 12_345),
    isLate: true,
    revision: 1_000_000,
    provider: 'dexcom',
    origin: 'SHARE',
  }));
}

describe('the events of many samples', () => {
  it('hold at most 500 each, every sample once and in order', () => {
    const userId = newId(systemClock);
    const samples = samplesOf(userId, 1_201);
    const events = glucoseEventsOf(userId, samples);
    expect(events.map(({ data }) => data.length)).toEqual([500, 500, 201]);
    const told = events.flatMap(({ data }) => data.map(({ timestamp }) => Date.parse(timestamp)));
    expect(told).toEqual(samples.map(({ takenAt }) => takenAt.getTime()));
  });

  it('fit the largest payload by far', () => {
    const userId = newId(systemClock);
    const [data] = glucoseEventsOf(userId, samplesOf(userId, 500));
    const type = 'daily.data.glucose.created';
    const facts = { type, teamId: newId(systemClock), userId, clientUserId: 'x'.repeat(255), data };
    const { payload } = createEvent(systemClock, facts as Parameters<typeof createEvent>[1]);
    expect(Buffer.byteLength(payload)).toBeLessThan(eventPayloadBytesMax / 2);
  });
});
