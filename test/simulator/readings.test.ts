import { describe, expect, it } from 'vitest';
import { createSimulator } from '#simulator';
import { everydayFlaws } from '#src/simulator/people/account.ts';
import type { ReadingTruth } from '#src/simulator/people/reading.ts';
import { changingSensor } from '#src/simulator/people/sensor.ts';
import { silentLog } from '#std/log';
import { createVirtualClock } from '#test/virtual-clock';
import { instantOf, setup, startMs } from './rig.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const anna = { username: 'anna', password: 'secret' };

function offline(seed = 42) {
  return createSimulator({ clock: createVirtualClock(startMs), log: silentLog, seed });
}

function spacingsOf(readings: readonly ReadingTruth[]): number[] {
  return readings.slice(1).map(({ atMs }, index) => atMs - (readings[index]?.atMs ?? 0));
}

describe('the readings of an account', () => {
  it('come every 299.7 seconds, in whole milliseconds', () => {
    const simulator = offline();
    const readings = simulator.readingsOf(simulator.addAccount(anna), startMs, startMs - dayMs);
    expect(readings).toHaveLength(288);
    expect(new Set(spacingsOf(readings))).toEqual(new Set([299_700]));
    expect(readings.every(({ atMs }) => Number.isInteger(atMs))).toBe(true);
  });

  it('are the same after a restart, flaws included', () => {
    const options = { ...anna, flaws: everydayFlaws, sensor: changingSensor };
    const tell = (seed: number) => {
      const simulator = offline(seed);
      const account = simulator.addAccount(options);
      return JSON.stringify(simulator.readingsOf(account, startMs, startMs - 8 * dayMs));
    };
    expect(tell(42)).toBe(tell(42));
    expect(tell(42)).not.toBe(tell(43));
  });

  it('are the same however they are asked for', () => {
    const simulator = offline();
    const account = simulator.addAccount({ ...anna, flaws: everydayFlaws, sensor: changingSensor });
    const whole = simulator.readingsOf(account, startMs, startMs - 12 * dayMs);
    const parts = Array.from({ length: 24 }, (_, part) =>
      simulator.readingsOf(
        account,
        startMs - (23 - part) * 12 * hourMs,
        startMs - (24 - part) * 12 * hourMs,
      ),
    );
    expect(parts.flat()).toEqual(whole);
  });

  it('take another cadence, and jitter around it', () => {
    const simulator = offline();
    const fast = simulator.addAccount({
      ...anna,
      cadenceMs: 20_000,
      sensor: { jitterMs: 300 },
    });
    const spacings = spacingsOf(simulator.readingsOf(fast, startMs, startMs - hourMs));
    expect(spacings.length).toBeGreaterThan(175);
    expect(Math.min(...spacings)).toBeGreaterThanOrEqual(19_400);
    expect(Math.max(...spacings)).toBeLessThanOrEqual(20_600);
    expect(new Set(spacings).size).toBeGreaterThan(50);
  });

  it('pause while a new sensor warms up, and go on at another phase', () => {
    const simulator = offline();
    const account = simulator.addAccount({ ...anna, sensor: changingSensor });
    const readings = simulator.readingsOf(account, startMs, startMs - 25 * dayMs);
    const pauses = spacingsOf(readings).filter((spacing) => spacing !== 299_700);
    expect(pauses.length).toBeGreaterThanOrEqual(2);
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(30 * minuteMs);
      expect(pause).toBeLessThan(30 * minuteMs + 2 * 299_700);
    }
    const first = readings.find(
      ({ atMs }, index) => index > 0 && atMs - (readings[index - 1]?.atMs ?? 0) > 300_000,
    );
    expect(first?.versions[0]?.trend).toBe('NotComputable');
  });

  it('begin anew when an order starts a sensor', () => {
    const simulator = offline();
    const account = simulator.addAccount(anna);
    const before = simulator.readingsOf(account, startMs, startMs - hourMs);
    simulator.startSensor(account, startMs);
    const after = simulator.readingsOf(account, startMs + 2 * hourMs, startMs - hourMs);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after[before.length]?.atMs).toBeGreaterThanOrEqual(startMs + 30 * minuteMs);
  });
});

describe('the window of a read', () => {
  it('ends at its minutes and its count, newest first', async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(account);
    const day = await read(session);
    const truth = simulator.readingsOf(account, startMs, startMs - dayMs);
    expect(day.map(({ WT }) => instantOf(WT))).toEqual(truth.map(({ atMs }) => atMs).reverse());
    expect(await read(session, { minutes: 10 })).toEqual(day.slice(0, 2));
    expect(await read(session, { maxCount: 1 })).toEqual(day.slice(0, 1));
    expect(await read(session, { minutes: 0 })).toEqual([]);
    expect(await read(session, { maxCount: 0 })).toEqual([]);
  });

  it('is never longer than a day nor fuller than 288', async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({ ...anna, cadenceMs: 60_000, visibilityDelayMs: 0 });
    const readings = await read(await logIn(account), { minutes: 2880, maxCount: 576 });
    expect(readings).toHaveLength(288);
  });

  it('can be as wide as some clients ask for', async () => {
    const { simulator, logIn, read } = await setup({ windowMinutesMax: 2880, readingsMax: 576 });
    const session = await logIn(simulator.addAccount({ ...anna, visibilityDelayMs: 0 }));
    expect(await read(session, { minutes: 2880, maxCount: 576 })).toHaveLength(576);
  });

  it('holds a whole day of a fast sensor where the older readings are thinned out', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const account = simulator.addAccount({
      ...anna,
      cadenceMs: 20_000,
      visibilityDelayMs: 0,
      thinning: { afterMs: 15 * minuteMs, every: 19 },
    });
    const session = await logIn(account);
    const day = await read(session);
    expect(day.length).toBeLessThan(288);
    expect(startMs - instantOf(day.at(-1)?.WT ?? '')).toBeGreaterThan(dayMs - 20 * minuteMs);
    await clock.advance(hourMs);
    const later = new Map((await read(session)).map((reading) => [reading.WT, reading.Value]));
    const kept = day.filter(({ WT }) => later.has(WT));
    expect(kept.length).toBeGreaterThan(200);
    expect(kept.every(({ WT, Value }) => later.get(WT) === Value)).toBe(true);
  });
});

describe('the visibility of a reading', () => {
  it('is exact where a delay is given', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 12_000 });
    const session = await logIn(account);
    const [next] = simulator.readingsOf(account, startMs + 400_000, startMs);
    const atMs = next?.atMs ?? 0;
    await clock.setTo(atMs + 11_999);
    expect(instantOf((await read(session))[0]?.WT ?? '')).toBe(atMs - 299_700);
    await clock.advance(1);
    expect(instantOf((await read(session))[0]?.WT ?? '')).toBe(atMs);
  });

  it('is 10 to 25 seconds as a rule, with a tail into minutes', () => {
    const simulator = offline();
    const accounts = simulator.addAccounts(20, { prefix: 'v' });
    const delays = accounts.flatMap((account) =>
      simulator
        .readingsOf(account, startMs, startMs - 2 * dayMs)
        .map(({ atMs, visibleAtMs }) => (visibleAtMs ?? 0) - atMs)
        .sort((one, other) => one - other),
    );
    delays.sort((one, other) => one - other);
    const at = (share: number) => delays[Math.floor(delays.length * share)] ?? 0;
    expect(at(0)).toBeGreaterThan(10_000);
    expect(at(0.5)).toBeGreaterThan(12_000);
    expect(at(0.5)).toBeLessThan(25_000);
    expect(at(0.99)).toBeGreaterThan(60_000);
    expect(at(1 - 1e-9)).toBeLessThan(400_000);
  });
});

describe('what goes wrong of itself', () => {
  it('strikes the share of readings that it is set to', () => {
    const simulator = offline();
    const account = simulator.addAccount({
      ...anna,
      flaws: { missingShare: 0.05, twiceShare: 0.1, revisedShare: 0.2, specialCodeShare: 0.1 },
    });
    const readings = simulator.readingsOf(account, startMs, startMs - 20 * dayMs);
    const share = (test: (reading: ReadingTruth) => boolean) =>
      readings.filter(test).length / readings.length;
    const special = share(({ versions }) => (versions[0]?.valueMgDl ?? 99) < 39);
    const around = (found: number, wanted: number) =>
      expect(Math.abs(found - wanted)).toBeLessThan(0.02);
    around(
      share(({ visibleAtMs }) => visibleAtMs === null),
      0.05,
    );
    around(
      share(({ isTwice }) => isTwice),
      0.1,
    );
    around(
      share(({ versions }) => versions.length === 2),
      0.17,
    );
    around(special, 0.095);
  });

  it('leaves gaps, of which most are filled when they end', () => {
    const simulator = offline();
    const account = simulator.addAccount({
      ...anna,
      visibilityDelayMs: 0,
      flaws: { gapsPerDay: 1, gapMs: [hourMs, hourMs], backfilledShare: 0.5 },
    });
    const readings = simulator.readingsOf(account, startMs, startMs - 40 * dayMs);
    const lost = readings.filter(({ visibleAtMs }) => visibleAtMs === null);
    const late = readings.filter(({ atMs, visibleAtMs }) => (visibleAtMs ?? atMs) > atMs);
    expect(lost.length).toBeGreaterThan(100);
    expect(late.length).toBeGreaterThan(100);
    for (const { atMs, visibleAtMs } of late) {
      expect((visibleAtMs ?? 0) - atMs).toBeLessThanOrEqual(hourMs + 90_000);
    }
  });

  it('shows a reading twice, and a wrong value before the right one', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const account = simulator.addAccount({
      ...anna,
      visibilityDelayMs: 0,
      flaws: { twiceShare: 1, revisedShare: 1 },
    });
    const session = await logIn(account);
    const [truth] = simulator.readingsOf(account, startMs, startMs - 299_700);
    const [first, second] = truth?.versions ?? [];
    expect(first?.valueMgDl).not.toBe(second?.valueMgDl);
    const [newest, again] = await read(session, { minutes: 5 });
    expect(newest).toEqual(again);
    expect(newest?.Value).toBe(first?.valueMgDl);
    await clock.setTo(second?.visibleAtMs ?? 0);
    const later = await read(session);
    const found = later.find(({ WT }) => instantOf(WT) === truth?.atMs);
    expect(found?.Value).toBe(second?.valueMgDl);
  });
});

describe('a second device of a wearer', () => {
  it('tells each reading again, dated a little later and shown a little later', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const account = simulator.addAccount({
      ...anna,
      visibilityDelayMs: 12_000,
      secondDevice: { apartMs: [10_000, 10_000], delayMs: 3_000 },
    });
    const session = await logIn(account);
    const [truth] = simulator.readingsOf(account, startMs, startMs - 299_700);
    const atMs = (truth?.atMs ?? 0) + 299_700;
    await clock.setTo(atMs + 14_000);
    const told = (await read(session, { minutes: 2 })).map(({ WT }) => instantOf(WT));
    expect(told).toEqual([atMs]);
    await clock.setTo(atMs + 15_000);
    const [second, first] = await read(session, { minutes: 2 });
    expect([first?.WT, second?.WT].map((wt) => instantOf(wt ?? ''))).toEqual([atMs, atMs + 10_000]);
    expect(second?.Value).toBe(first?.Value);
    expect(await read(session, { maxCount: 1 })).toEqual([second]);
  });

  it('is worn during the hours that it is said to be, and tells a share of the readings', async () => {
    const { simulator, logIn, read } = await setup();
    const by = { apartMs: [-15_000, 15_000] as const, hours: [6, 10] as const, share: 0.5 };
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0, secondDevice: by });
    const told = await read(await logIn(account), { minutes: 12 * 60 });
    const times = told.map(({ WT }) => instantOf(WT));
    expect(times).toEqual(times.toSorted((one, other) => other - one));
    expect(told.length).toBeGreaterThan(144 + 15);
    expect(told.length).toBeLessThan(144 + 33);
    simulator.changeAccount(account, { secondDevice: null });
    expect(await read(await logIn(account), { minutes: 12 * 60 })).toHaveLength(144);
  });
});

describe('an order about readings', () => {
  it('makes a gap that is filled later with the old times', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(account);
    const whole = await read(session, { minutes: 90 });
    const gap = { fromMs: startMs - hourMs, toMs: startMs, backfillAtMs: startMs + minuteMs };
    simulator.addGap(account, gap);
    const holed = await read(session, { minutes: 90 });
    expect(holed).toHaveLength(whole.length - 12);
    await clock.advance(minuteMs);
    expect(await read(session, { minutes: 91 })).toEqual(whole);
  });

  it('makes a gap that is never filled', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(account);
    simulator.addGap(account, { fromMs: startMs - hourMs, toMs: startMs, backfillAtMs: null });
    await clock.advance(6 * hourMs);
    const instants = (await read(session)).map(({ WT }) => instantOf(WT));
    expect(instants.some((atMs) => atMs >= startMs - hourMs && atMs < startMs)).toBe(false);
    expect(instants.some((atMs) => atMs >= startMs)).toBe(true);
  });

  it('ends gaps and clock errors that last, and fills what was to be filled', async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(account);
    const fromMs = startMs - hourMs;
    simulator.addGap(account, { fromMs, toMs: startMs + hourMs, backfillAtMs: startMs + hourMs });
    simulator.addClockError(account, { fromMs, toMs: startMs + hourMs, errorMs: 25 * minuteMs });
    const held = await read(session, { minutes: 90 });
    simulator.endTroubles(account);
    const filled = await read(session, { minutes: 90 });
    expect(filled.length).toBe(held.length + 12);
    expect(instantOf(filled[0]?.WT ?? '')).toBeGreaterThan(startMs);
    const [next] = simulator.readingsOf(account, startMs + 6 * minuteMs, startMs);
    expect(next).toMatchObject({ wallMs: next?.atMs, visibleAtMs: next?.atMs });
  });

  it('revises a value from an instant on', async () => {
    const { simulator, logIn, read, clock } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(account);
    const [newest] = await read(session, { maxCount: 1 });
    const atMs = instantOf(newest?.WT ?? '');
    simulator.reviseReading(account, { atMs, valueMgDl: 400, visibleAtMs: startMs + 1000 });
    expect(await read(session, { maxCount: 1 })).toEqual([newest]);
    await clock.advance(1000);
    expect(await read(session, { maxCount: 1 })).toEqual([
      { ...newest, Value: 400, Trend: 'Flat' },
    ]);
  });

  it('adds a reading, even one of the future', async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({ ...anna, trace: [] });
    const session = await logIn(account);
    simulator.addReading(account, { atMs: startMs - hourMs, valueMgDl: 90 });
    simulator.addReading(account, { atMs: startMs + hourMs, valueMgDl: 12 });
    simulator.addReading(account, { valueMgDl: 401, trend: 'None' });
    expect((await read(session)).map(({ Value }) => Value)).toEqual([12, 401, 90]);
  });

  it("moves the times that a wrong phone's clock writes", async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(account);
    const truth = simulator.readingsOf(account, startMs, startMs - hourMs);
    const lastMs = truth.at(-1)?.atMs ?? 0;
    simulator.addClockError(account, { fromMs: lastMs, toMs: Infinity, errorMs: 25 * minuteMs });
    const [newest, before] = await read(session);
    expect(instantOf(newest?.WT ?? '')).toBe(lastMs + 25 * minuteMs);
    expect(newest?.ST).toBe(newest?.WT);
    expect(instantOf(before?.WT ?? '')).toBe(lastMs - 299_700);
  });

  it('sorts by the written time where the clock went back', async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({ ...anna, visibilityDelayMs: 0 });
    const session = await logIn(account);
    simulator.addClockError(account, {
      fromMs: startMs - hourMs,
      toMs: Infinity,
      errorMs: -2 * hourMs,
    });
    const instants = (await read(session)).map(({ WT }) => instantOf(WT));
    expect(instants).toEqual(instants.toSorted((one, other) => other - one));
    expect(instants[0]).toBeLessThanOrEqual(startMs - hourMs);
  });

  it('changes only the offset when daylight saving begins', async () => {
    const { simulator, logIn, read } = await setup();
    const account = simulator.addAccount({
      ...anna,
      visibilityDelayMs: 0,
      utcOffsetMinutes: -300,
    });
    const session = await logIn(account);
    const before = await read(session, { minutes: 60 });
    expect(before.every(({ DT }) => DT.endsWith('-0500)'))).toBe(true);
    simulator.setUtcOffset(account, -240, startMs - 30 * minuteMs);
    const after = await read(session, { minutes: 60 });
    expect(after.map(({ WT, ST, Value }) => [WT, ST, Value])).toEqual(
      before.map(({ WT, ST, Value }) => [WT, ST, Value]),
    );
    expect(after.filter(({ DT }) => DT.endsWith('-0400)'))).toHaveLength(6);
  });
});
