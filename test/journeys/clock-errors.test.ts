import { describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { travel } from '#test/travel';
import { startWearers, type Wearers } from '#test/wearers';

/** Wrong clocks of several wearers at once, by kind: what a program reads of each in the end. */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.UTC(2026, 2, 25, 9);
/** Two devices tell a reading so much apart. */
const apartMs = 16_000;

type Sample = readonly [takenAtMs: number, valueMgDl: number];
type Account = Partial<AccountOptions>;

/** What was measured and has been there for a while, to the second, as samples have it. */
function truthsOf({ gateway, clock }: Wearers, username: string, isSensorRight: boolean): Sample[] {
  return gateway.simulator
    .readingsOf({ region: 'US', username }, clock.nowMs(), startMs)
    .filter(({ visibleAtMs }) => (visibleAtMs ?? Infinity) < clock.nowMs() - 6 * minuteMs)
    .filter(({ atMs, wallMs }) => isSensorRight || atMs === wallMs)
    .map(({ atMs, versions }) => [Math.floor(atMs / 1000) * 1000, versions.at(-1)?.valueMgDl ?? 0]);
}

/** The samples of a wearer that are no truth, and the truths that are no sample. */
async function wrongOf(wearers: Wearers, name: string, isSensorRight = false) {
  const truths = truthsOf(wearers, name, isSensorRight);
  const untilMs = (truths.at(-1)?.[0] ?? 0) + apartMs;
  const samples = (await wearers.samplesOf(name, startMs)).filter(([atMs]) => atMs <= untilMs);
  expect(truths.length).toBeGreaterThan(10);
  const isIn = (list: readonly Sample[], [atMs, valueMgDl]: Sample) =>
    list.some(([at, value]) => Math.abs(at - atMs) < apartMs && value === valueMgDl);
  return {
    name,
    foreign: samples.filter((sample) => !isIn(truths, sample)),
    missing: truths.filter((truth) => !isIn(samples, truth)),
    twice: samples.filter(([atMs], i) => atMs - (samples[i - 1]?.[0] ?? 0) < apartMs),
  };
}

const nothingWrong = (names: readonly string[]) =>
  names.map((name) => ({ name, foreign: [], missing: [], twice: [] }));

describe('K1: all times wrong', () => {
  const halfTwice = { share: 0.5, apartMs: [-12_000, 12_000] as const, delayMs: 9_000 };
  const wearers: Readonly<Record<string, readonly [seconds: number, account: Account]>> = {
    // From a minute above two cadences on a clock is noticed.
    'eleven-minutes': [-660, {}],
    'twelve-minutes': [-720, {}],
    'three-cadences': [-900, {}],
    'a-quarter-and-more': [-1_000, {}],
    'watch-and-an-hour': [-3_600, { secondDevice: {} }],
    'watch-and-two-hours': [-7_200, { secondDevice: {} }],
    'watch-at-times': [-7_350, { secondDevice: halfTwice }],
    'watch-and-ahead': [7_350, { secondDevice: {} }],
  };
  const names = Object.keys(wearers);

  it('are told as such and served never, however many devices tell them', async () => {
    const all = await startWearers(startMs);
    const { clock, gateway } = all;
    for (const [name, [, account]] of Object.entries(wearers)) await all.add(name, account);
    await all.add('calibrated', { secondDevice: {} });
    for (const name of [...names, 'calibrated']) await all.link(name);
    await travel(clock, gateway, 50 * minuteMs);
    const fromMs = clock.nowMs();
    for (const [username, [seconds]] of Object.entries(wearers)) {
      const errorMs = seconds * 1000;
      const error = { fromMs, toMs: fromMs + 80 * minuteMs, errorMs };
      gateway.simulator.addClockError({ region: 'US', username }, error);
    }
    calibrate(all, fromMs);
    await travel(clock, gateway, 30 * minuteMs);
    // A calibration is served after two readings, as one of a phone alone is.
    expect(await wrongOf(all, 'calibrated')).toEqual(nothingWrong(['calibrated'])[0]);
    for (let look = 0; look < 3; look++) {
      const states = await Promise.all(names.map((name) => all.stateOf(name)));
      expect(states).toEqual(names.map(() => 'CLOCK_WRONG'));
      await travel(clock, gateway, 15 * minuteMs);
    }
    await travel(clock, gateway, 2.5 * hourMs);
    const states = await Promise.all([...names, 'calibrated'].map((name) => all.stateOf(name)));
    expect(new Set(states)).toEqual(new Set(['FRESH']));
    const wrong = await Promise.all(names.map((name) => wrongOf(all, name)));
    expect(wrong).toEqual(nothingWrong(names));
  });
});

/** Both devices tell other values of what they told half an hour ago. */
function calibrate({ gateway: { simulator } }: Wearers, nowMs: number): void {
  const account = { region: 'US' as const, username: 'calibrated' };
  const told = simulator.readingsOf(account, nowMs - 25 * minuteMs, nowMs - 40 * minuteMs);
  expect(told.length).toBeGreaterThan(1);
  for (const { atMs, versions } of told) {
    const valueMgDl = (versions[0]?.valueMgDl ?? 0) + 20;
    simulator.reviseReading(account, { atMs, valueMgDl });
  }
}

describe('K1: the time of the sensor is right', () => {
  it('is told in every case, and each reading once', async () => {
    const all = await startWearers(startMs);
    const { clock, gateway } = all;
    const order = (username: string, fromMs: number, seconds: number) =>
      gateway.simulator.addClockError(
        { region: 'US', username },
        { fromMs, toMs: fromMs + hourMs, errorMs: seconds * 1000, isSystemTimeRight: true },
      );
    const early = ['linked-later-behind', 'linked-later-ahead', 'linked-later-by-little'];
    const names = [...early, 'linked-anew', 'two-errors', 'two-errors-ahead'];
    for (const name of names) await all.add(name, {});
    for (const name of names.slice(3)) await all.link(name);
    await travel(clock, gateway, 40 * minuteMs);
    order('linked-later-behind', clock.nowMs(), -7_350);
    order('linked-later-ahead', clock.nowMs(), 7_200);
    order('linked-later-by-little', clock.nowMs(), -720);
    order('linked-anew', clock.nowMs(), -7_350);
    order('two-errors', clock.nowMs(), 11_000);
    order('two-errors-ahead', clock.nowMs(), 11_000);
    await travel(clock, gateway, 2.2 * hourMs);
    order('two-errors', clock.nowMs(), -7_350);
    order('two-errors-ahead', clock.nowMs(), 7_350);
    await all.unlink('linked-anew');
    await travel(clock, gateway, 20 * minuteMs);
    for (const name of names.slice(0, 4)) await all.link(name);
    await travel(clock, gateway, 4 * hourMs);
    const wrong = await Promise.all(names.map((name) => wrongOf(all, name, true)));
    expect(wrong).toEqual(nothingWrong(names));
  });
});
