import { describe, expect, it } from 'vitest';
import { dateReadings } from '#src/poller/ask/date-readings.ts';
import { emptyPollMemory } from '#src/poller/policy/poll-memory.ts';
import { hourMs, minuteMs, nowMs, readingAt } from './polls.ts';

/** A reading of so long ago by the phone, and by the sensor. */
function told(phoneAgoMs: number, sensorAgoMs: number) {
  return { ...readingAt(nowMs - phoneAgoMs), sensorTakenAtMs: nowMs - sensorAgoMs };
}

function agesOf(readings: Parameters<typeof dateReadings>[0], facts = {}, atMs = nowMs) {
  const dated = dateReadings(readings, { ...emptyPollMemory, ...facts }, atMs);
  const { wallErrorMs, sensorErrorMs } = dated;
  const ages = dated.readings.map(({ takenAtMs }) => (nowMs - takenAtMs) / minuteMs);
  return { ages, wallErrorMs, sensorErrorMs };
}

describe('K1: of two clocks that are apart', () => {
  it.each([
    ['the phone is behind', 121, 1, { ages: [1], wallErrorMs: -2 * hourMs, sensorErrorMs: null }],
    ['the phone is ahead', -179, 1, { ages: [1], wallErrorMs: 3 * hourMs, sensorErrorMs: null }],
    ['the sensor is ahead', 1, -59, { ages: [1], wallErrorMs: null, sensorErrorMs: -hourMs }],
    ['the sensor is behind', 1, 61, { ages: [1], wallErrorMs: null, sensorErrorMs: hourMs }],
  ])('the one near now is right: %s', (_, phoneMin, sensorMin, expected) => {
    expect(agesOf([told(phoneMin * minuteMs, sensorMin * minuteMs)])).toEqual(expected);
  });

  it('neither is near now: the clock of the phone, and nothing is learned', () => {
    const expected = { ages: [300], wallErrorMs: null, sensorErrorMs: null };
    expect(agesOf([told(300 * minuteMs, 240 * minuteMs)])).toEqual(expected);
  });

  it('what was right stays right when the readings are as old as the other clock was wrong', () => {
    const ahead = [told(0, 3 * hourMs), told(5 * minuteMs, 3 * hourMs + 5 * minuteMs)];
    const known = { wallErrorMs: 3 * hourMs };
    expect(agesOf(ahead, known)).toEqual({ ages: [180, 185], ...known, sensorErrorMs: null });
    const stopped = [told(hourMs, 0)];
    const other = { sensorErrorMs: -hourMs };
    expect(agesOf(stopped, other)).toEqual({ ages: [60], wallErrorMs: null, ...other });
  });

  it('readings of one instant are one, by whichever clock', () => {
    const twice = [readingAt(nowMs - minuteMs), told(121 * minuteMs, minuteMs)];
    expect(agesOf(twice, { wallErrorMs: -2 * hourMs }).ages).toEqual([1]);
  });
});
