import { describe, expect, it } from 'vitest';
import { createSimulator } from '#simulator';
import { createPerson, levelAt, type Profile } from '#src/simulator/people/person.ts';
import { trendOfRate } from '#src/simulator/people/trend.ts';
import { silentLog } from '#std/log';
import { createVirtualClock } from '#test/virtual-clock';

const startMs = Date.UTC(2026, 0, 15);
const dayMs = 86_400_000;

function readingsOf(profile: Profile, people: number, days: number) {
  const simulator = createSimulator({ clock: createVirtualClock(), log: silentLog });
  return Array.from({ length: people }, (_, index) => {
    const account = simulator.addAccount({
      username: `p${index}`,
      password: 'secret',
      person: { profile },
    });
    return simulator.readingsOf(account, startMs + days * dayMs, startMs);
  });
}

function sharesOf(profile: Profile) {
  const values = readingsOf(profile, 8, 14)
    .flat()
    .map(({ versions }) => versions.at(-1)?.valueMgDl ?? 0);
  const share = (test: (value: number) => boolean) => values.filter(test).length / values.length;
  return {
    inRange: share((value) => value >= 70 && value <= 180),
    below: share((value) => value < 70),
    above: share((value) => value > 180),
    low: share((value) => value === 39),
    high: share((value) => value === 401),
    impossible: share((value) => value < 39 || value > 401 || !Number.isInteger(value)),
  };
}

describe("a person's glucose", () => {
  it('is a function of seed and time alone', () => {
    const one = createPerson(7);
    const other = createPerson(7);
    const instants = Array.from({ length: 500 }, (_, index) => startMs + index * 299_700);
    const forward = instants.map((atMs) => levelAt(one, atMs));
    const backward = instants.toReversed().map((atMs) => levelAt(other, atMs));
    expect(backward.toReversed()).toEqual(forward);
    expect(instants.map((atMs) => levelAt(createPerson(8), atMs))).not.toEqual(forward);
  });

  it('differs from day to day', () => {
    const person = createPerson(7);
    const noonOf = (day: number) => levelAt(person, startMs + day * dayMs + dayMs / 2);
    expect(new Set([0, 1, 2, 3, 4].map(noonOf)).size).toBe(5);
  });

  it("follows the person's own clock", () => {
    const away = createPerson(7, { profile: 'typical', homeUtcOffsetMinutes: 300 });
    const home = createPerson(7, { profile: 'typical' });
    const shiftMs = 300 * 60_000;
    expect(levelAt(away, startMs - shiftMs)).toBeCloseTo(levelAt(home, startMs), 6);
  });

  it('stays in range most of the day for a steady person', () => {
    const shares = sharesOf('steady');
    expect(shares.impossible).toBe(0);
    expect(shares.inRange).toBeGreaterThan(0.95);
  });

  it('meets lows and highs for a typical person', () => {
    const shares = sharesOf('typical');
    expect(shares.inRange).toBeGreaterThan(0.7);
    expect(shares.below).toBeGreaterThan(0.002);
    expect(shares.above).toBeGreaterThan(0.02);
  });

  it('leaves the range of the sensor at both ends for a brittle person', () => {
    const shares = sharesOf('brittle');
    expect(shares.impossible).toBe(0);
    expect(shares.low).toBeGreaterThan(0);
    expect(shares.high).toBeGreaterThan(0);
  });

  it('falls fast and comes back as fast while somebody lies on the sensor', () => {
    const [readings = []] = readingsOf('steady', 1, 60);
    const nights = readings.filter(({ atMs }) => atMs % dayMs < 7 * 3_600_000);
    const values = nights.map(({ versions }) => versions[0]?.valueMgDl ?? 0);
    const drops = values.filter((value, index) => value - (values[index + 2] ?? value) > 25);
    expect(drops.length).toBeGreaterThan(0);
  });
});

describe('the trend', () => {
  it.each([
    [0, 'Flat'],
    [1, 'Flat'],
    [-1, 'Flat'],
    [1.5, 'FortyFiveUp'],
    [-1.5, 'FortyFiveDown'],
    [2.5, 'SingleUp'],
    [-2.5, 'SingleDown'],
    [3.5, 'DoubleUp'],
    [-3.5, 'DoubleDown'],
  ])('of %d mg/dL a minute is %s', (rate, trend) => {
    expect(trendOfRate(rate)).toBe(trend);
  });

  it('agrees with the slope of the values', () => {
    const [readings = []] = readingsOf('brittle', 1, 14);
    const sides = readings.slice(2).flatMap((reading, index) => {
      const { valueMgDl = 0, trend } = reading.versions[0] ?? {};
      const rise = valueMgDl - (readings[index]?.versions[0]?.valueMgDl ?? 0);
      if (Math.abs(rise) < 25 || valueMgDl <= 39 || valueMgDl >= 401) return [];
      return [trend?.endsWith(rise > 0 ? 'Up' : 'Down')];
    });
    expect(sides.length).toBeGreaterThan(50);
    expect(sides.every(Boolean)).toBe(true);
  });
});
