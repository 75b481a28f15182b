import { describe, expect, it } from 'vitest';
import { isTimeZone, localDaysOf, offsetStretchesOf } from '#std/local-time';

const hourMs = 3_600_000;

function hoursOf(timeZone: string, from: string, to: string) {
  const days = localDaysOf(timeZone, Date.parse(from), Date.parse(to));
  return days.map(({ date, startMs, endMs }) => [date, (endMs - startMs) / hourMs]);
}

describe('local days', () => {
  it('are 23 and 25 hours long where the clocks change', () => {
    expect(hoursOf('Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      ['2026-03-28', 24],
      ['2026-03-29', 23],
      ['2026-03-30', 24],
    ]);
    expect(hoursOf('America/New_York', '2026-11-01T12:00:00Z', '2026-11-01T13:00:00Z')).toEqual([
      ['2026-11-01', 25],
    ]);
  });

  it('begin at the first instant of their date, also where midnight is skipped', () => {
    // Beirut's clocks went from midnight to one o'clock.
    const [day] = localDaysOf(
      'Asia/Beirut',
      Date.parse('2022-03-27T06:00:00Z'),
      Date.parse('2022-03-27T07:00:00Z'),
    );
    expect(day?.date).toBe('2022-03-27');
    expect(new Date(day?.startMs ?? 0).toISOString()).toBe('2022-03-26T22:00:00.000Z');
    expect(((day?.endMs ?? 0) - (day?.startMs ?? 0)) / hourMs).toBe(23);
  });

  it('do not end where midnight comes twice', () => {
    // Asunción's clocks went from midnight back to eleven.
    expect(hoursOf('America/Asuncion', '2024-03-23T12:00:00Z', '2024-03-24T12:00:00Z')).toEqual([
      ['2024-03-23', 25],
      ['2024-03-24', 24],
    ]);
  });

  it('leave out a date that a zone never had', () => {
    const dates = hoursOf('Pacific/Apia', '2011-12-30T00:00:00Z', '2011-12-31T12:00:00Z');
    expect(dates.map(([date]) => date)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
  });

  it('know half and quarter hours', () => {
    const [day] = localDaysOf('Asia/Kathmandu', Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 1));
    expect(new Date(day?.startMs ?? 0).toISOString()).toBe('2025-12-31T18:15:00.000Z');
    expect(hoursOf('Australia/Lord_Howe', '2026-04-05T00:00:00Z', '2026-04-05T01:00:00Z')).toEqual([
      ['2026-04-05', 24.5],
    ]);
  });

  it('are none in an empty range', () => {
    expect(localDaysOf('UTC', 5, 5)).toEqual([]);
  });
});

describe('the distance from UTC', () => {
  it('changes at the very second that the zone says', () => {
    const stretches = offsetStretchesOf(
      'Europe/Berlin',
      Date.parse('2026-01-01T00:00:00Z'),
      Date.parse('2026-12-31T00:00:00Z'),
    );
    expect(stretches.map(({ offsetMs }) => offsetMs / hourMs)).toEqual([1, 2, 1]);
    expect(new Date(stretches[1]?.startMs ?? 0).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(new Date(stretches[2]?.startMs ?? 0).toISOString()).toBe('2026-10-25T01:00:00.000Z');
  });

  it('is asked only of zones that exist', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Europe/Atlantis')).toBe(false);
    expect(() => offsetStretchesOf('Europe/Atlantis', 0, 1)).toThrow('the time zone is known');
  });
});
