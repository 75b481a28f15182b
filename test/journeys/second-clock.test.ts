import { beforeAll, describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { travel } from '#test/travel';
import { startWearers, type Wearers } from '#test/wearers';

/**
 * K1: the phone is right, and a second device that tells the same readings has a clock of its own that
 * is behind, or ahead. What it tells lands in the places of older readings, or of those to come, or
 * between them.
 */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const secondMs = 1_000;
const startMs = Date.UTC(2026, 2, 25, 9, 50);
/** What is looked at: as far back as any of these clocks is wrong. */
const fromMs = startMs - 2.5 * hourMs;
/** Two devices tell a reading so much apart. */
const apartMs = 16_000;

type Device = NonNullable<AccountOptions['secondDevice']>;
type Sample = readonly [takenAtMs: number, valueMgDl: number];

const ahead = (seconds: number, device: Device = {}): Device => ({
  apartMs: [seconds * secondMs, seconds * secondMs],
  // It is worn for half an hour.
  hours: [10, 10.5],
  ...device,
});
const behind = (seconds: number, device: Device = {}): Device => ahead(-seconds, device);

const devices: Readonly<Record<string, Device>> = {
  'an-hour': behind(3_590),
  'an-hour-unsteadily': behind(3_590, { apartMs: [-3_602_000, -3_584_000], delayMs: 9_000 }),
  'an-hour-half-told': behind(3_590, { share: 0.5 }),
  'an-hour-seldom-told': behind(3_600, { share: 0.4 }),
  'two-hours': behind(7_190),
  'ten-minutes': behind(590),
  'an-hour-before-it-was-linked': behind(3_590, { hours: [7, 10.5] }),
  'no-whole-cadences-seldom-told': behind(3_450, { share: 0.4 }),
  'ahead-five-minutes': ahead(300),
  'ahead-ten-minutes-half-told': ahead(590, { share: 0.5 }),
  'ahead-seven-minutes-before-it-was-linked': ahead(420, { hours: [7, 10.5] }),
};
const names = Object.keys(devices);

/** The samples of a wearer that are no truth, and the truths that are no sample. */
async function wrongOf({ gateway, clock, samplesOf }: Wearers, name: string) {
  const truths: Sample[] = gateway.simulator
    .readingsOf({ region: 'US', username: name }, clock.nowMs(), fromMs)
    .filter(({ visibleAtMs }) => (visibleAtMs ?? Infinity) < clock.nowMs() - 6 * minuteMs)
    .map(({ atMs, versions }) => [Math.floor(atMs / 1000) * 1000, versions.at(-1)?.valueMgDl ?? 0]);
  const untilMs = (truths.at(-1)?.[0] ?? 0) + apartMs;
  const samples = (await samplesOf(name, fromMs)).filter(([atMs]) => atMs <= untilMs);
  expect(truths.length).toBeGreaterThan(30);
  const isIn = (list: readonly Sample[], [atMs, valueMgDl]: Sample) =>
    list.some(([at, value]) => Math.abs(at - atMs) < apartMs && value === valueMgDl);
  return {
    foreign: samples.filter((sample) => !isIn(truths, sample)).length,
    missing: truths.filter((truth) => !isIn(samples, truth)).length,
  };
}

/** How much of what its devices told is not served. */
async function asideCountOf({ gateway, userIdOf }: Wearers, name: string): Promise<number> {
  const { user } = await gateway.ask<{ user: { connections: { asideCount: number }[] } }>(
    'query A($userId: ID!) { user(id: $userId) { connections { asideCount } } }',
    { userId: userIdOf(name) },
  );
  return user.connections[0]?.asideCount ?? 0;
}

interface Look {
  readonly state: string;
  readonly foreign: number;
  readonly missing: number;
}

const looks = new Map<string, Look[]>();
const asideCounts = new Map<string, number>();

beforeAll(async () => {
  let close = async () => {};
  const all = await startWearers(startMs, {
    closeLater: (closeGateway) => {
      close = closeGateway;
    },
  });
  for (const [name, secondDevice] of Object.entries(devices)) {
    await all.add(name, { secondDevice });
    await all.link(name);
  }
  // While the device tells its last readings, and when it has been silent for a while.
  for (const minutes of [39, 65]) {
    await travel(all.clock, all.gateway, startMs + minutes * minuteMs - all.clock.nowMs());
    for (const name of names) {
      const look = { state: await all.stateOf(name), ...(await wrongOf(all, name)) };
      looks.set(name, [...(looks.get(name) ?? []), look]);
    }
  }
  for (const name of names) asideCounts.set(name, await asideCountOf(all, name));
  await close();
}, 240_000);

describe('K1: a second device whose clock is wrong', () => {
  const right = { state: 'FRESH', foreign: 0, missing: 0 };
  it.each(names)('changes nothing, told or silent: %s', (name) => {
    expect(looks.get(name)).toEqual([right, right]);
    expect(asideCounts.get(name)).toBeGreaterThan(0);
  });
});
