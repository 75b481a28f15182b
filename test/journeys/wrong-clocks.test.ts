import { describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { eventually } from '#test/eventually';
import { type Journey, startJourney, traveller } from '#test/journey';
import { travel } from '#test/travel';

/** A wearer whose phone has a wrong clock, in either direction: what a program is told meanwhile. */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.UTC(2026, 2, 25, 9);
const account = { visibilityDelayMs: 12_000 } satisfies Partial<AccountOptions>;
const toSecond = (atMs: number) => Math.floor(atMs / 1000) * 1000;

interface Told {
  readonly takenAt: string;
  readonly revision: number;
}

async function samplesOf({ gateway, userId, clock }: Journey, fromMs: number): Promise<number[]> {
  const { user } = await gateway.ask<{ user: { samples: { edges: { node: Told }[] } } }>(
    `query S($userId: ID!, $from: DateTime!, $to: DateTime!) {
      user(id: $userId) { samples(from: $from, to: $to, first: 1000) { edges { node { takenAt } } } }
    }`,
    { userId, from: iso(fromMs), to: iso(clock.nowMs() + 12 * hourMs) },
  );
  return user.samples.edges.map(({ node }) => Date.parse(node.takenAt));
}

async function connectionOf({ gateway, userId }: Journey) {
  const { user } = await gateway.ask<{
    user: { connections: { state: string; asideCount: number }[] };
  }>('query C($userId: ID!) { user(id: $userId) { connections { state asideCount } } }', {
    userId,
  });
  const [connection] = user.connections;
  if (!connection) throw new Error('there is no connection');
  return connection;
}

/** What was taken with a right time and is visible, as samples have it. */
function rightTimes({ gateway, clock }: Journey, fromMs: number, isRight = isWallRight): number[] {
  return gateway.simulator
    .readingsOf(traveller, clock.nowMs(), fromMs)
    .filter((truth) => (truth.visibleAtMs ?? Infinity) <= clock.nowMs() - 6 * minuteMs)
    .filter(isRight)
    .map(({ atMs }) => toSecond(atMs));
}

const isWallRight = (truth: { readonly atMs: number; readonly wallMs: number }) =>
  truth.atMs === truth.wallMs;
const iso = (atMs: number) => new Date(atMs).toISOString();

async function expectHistory(journey: Journey, fromMs: number, isRight = isWallRight) {
  const right = rightTimes(journey, fromMs, isRight);
  const untilMs = right.at(-1) ?? 0;
  const samples = (await samplesOf(journey, fromMs)).filter((atMs) => atMs <= untilMs);
  expect(samples).toEqual(right);
}

/** Each sample that was told to a subscriber, by its instant, once. */
async function expectToldOnce({ watch, receiver }: Journey, sinceMs: number, samples: number[]) {
  const isNew = (atMs: number) => atMs > sinceMs;
  const watched = () =>
    watch.events
      .flatMap((event) => event.samples ?? [])
      .map(({ takenAt }) => Date.parse(takenAt))
      .filter(isNew);
  await eventually(() => watched().length >= samples.filter(isNew).length);
  expect(watched().toSorted()).toEqual(samples.filter(isNew));
  const types = receiver.received.map(({ body }) => body.event_type);
  expect(types).not.toContain('provider.connection.recovered');
  expect(types).not.toContain('daily.data.glucose.updated');
}

describe('K1: a phone whose clock goes wrong', () => {
  it.each([
    ['two hours behind, and all times with it', -2 * hourMs, false],
    ['three hours ahead, and all times with it', 3 * hourMs, false],
    ['two hours behind, the time of the sensor is right', -2 * hourMs, true],
    ['three hours ahead, the time of the sensor is right', 3 * hourMs, true],
  ])('%s', async (_, errorMs, isSystemTimeRight) => {
    const journey = await startJourney(startMs, account);
    const { clock, gateway } = journey;
    await travel(clock, gateway, hourMs);
    const fromMs = clock.nowMs();
    const toMs = fromMs + 2.5 * hourMs;
    gateway.simulator.addClockError(traveller, { fromMs, toMs, errorMs, isSystemTimeRight });
    await travel(clock, gateway, hourMs);
    expect((await connectionOf(journey)).state).toBe('CLOCK_WRONG');
    await travel(clock, gateway, 1.4 * hourMs);
    expect((await connectionOf(journey)).state).toBe('CLOCK_WRONG');
    const isRight = isSystemTimeRight ? () => true : isWallRight;
    await expectHistory(journey, startMs - 20 * hourMs, isRight);
    await travel(clock, gateway, 4 * hourMs);
    expect((await connectionOf(journey)).state).toBe('FRESH');
    await expectHistory(journey, startMs - 20 * hourMs, isRight);
    await expectToldOnce(journey, startMs, await samplesOf(journey, startMs));
  });
});

describe('K1: a sensor of whole minutes, and a phone that is wrong by whole hours', () => {
  it.each([-2 * hourMs, 3 * hourMs])('by %i ms', async (errorMs) => {
    const trace = Array.from({ length: 250 }, (_, n) => ({
      atMs: startMs - 10 * hourMs + n * 5 * minuteMs,
      valueMgDl: n < 132 || n >= 162 ? 100 + (n % 50) : 48,
    }));
    const journey = await startJourney(startMs, { ...account, trace });
    const { clock, gateway } = journey;
    await travel(clock, gateway, hourMs);
    const fromMs = clock.nowMs();
    const toMs = fromMs + 2.5 * hourMs;
    gateway.simulator.addClockError(traveller, { fromMs, toMs, errorMs });
    await travel(clock, gateway, hourMs);
    expect((await connectionOf(journey)).state).toBe('CLOCK_WRONG');
    await travel(clock, gateway, 5.5 * hourMs);
    expect((await connectionOf(journey)).state).toBe('FRESH');
    await expectHistory(journey, startMs - 10 * hourMs + minuteMs);
    await expectToldOnce(journey, startMs, await samplesOf(journey, startMs));
  });
});

describe('K1: a phone whose clock was wrong all day before it was linked', () => {
  it.each([
    ['an hour behind', -hourMs],
    ['three hours ahead', 3 * hourMs],
  ])('%s is told so, and its readings are served when they carry right times', async (_, ms) => {
    const journey = await startJourney(startMs, { ...account, phoneClockErrorMs: ms });
    const { clock, gateway } = journey;
    await travel(clock, gateway, 20 * minuteMs);
    expect((await connectionOf(journey)).state).toBe('CLOCK_WRONG');
    await travel(clock, gateway, 2 * hourMs);
    expect((await connectionOf(journey)).state).toBe('CLOCK_WRONG');
    expect(await samplesOf(journey, startMs - 30 * hourMs)).toEqual([]);
    // The app tells its readings anew.
    gateway.simulator.changeAccount(traveller, { phoneClockErrorMs: 0 });
    await travel(clock, gateway, 1.5 * hourMs);
    expect((await connectionOf(journey)).state).toBe('FRESH');
    await expectHistory(journey, clock.nowMs() - 24 * hourMs);
  });
});

describe('K1: readings that do not fit and are right', () => {
  it('of a sensor that had ended before it was linked are served', async () => {
    const trace = Array.from({ length: 100 }, (_, n) => ({
      atMs: startMs - 12 * hourMs + n * 5 * minuteMs,
      valueMgDl: 100 + n,
    }));
    const journey = await startJourney(startMs, { ...account, trace });
    await travel(journey.clock, journey.gateway, 30 * minuteMs);
    expect(await samplesOf(journey, startMs - 24 * hourMs)).toHaveLength(trace.length);
    const { state, asideCount } = await connectionOf(journey);
    expect({ state, asideCount }).toEqual({ state: 'NO_RECENT_DATA', asideCount: 0 });
  });

  it('of a calibration of half an hour ago revise their samples, once', async () => {
    const journey = await startJourney(startMs, account);
    const { clock, gateway, watch } = journey;
    await travel(clock, gateway, hourMs);
    const calibrated = gateway.simulator
      .readingsOf(traveller, clock.nowMs() - 25 * minuteMs, clock.nowMs() - 40 * minuteMs)
      .map(({ atMs, versions }) => ({ atMs, valueMgDl: (versions[0]?.valueMgDl ?? 0) + 20 }));
    expect(calibrated.length).toBeGreaterThan(1);
    for (const each of calibrated) gateway.simulator.reviseReading(traveller, each);
    await travel(clock, gateway, 1.2 * hourMs);
    const told = watch.events.flatMap((event) => event.samples ?? []);
    const wanted = calibrated.map(({ atMs }) => [toSecond(atMs), 2]);
    const revised = told
      .filter(({ revision }) => revision > 1)
      .map(({ takenAt, revision }) => [Date.parse(takenAt), revision]);
    expect(revised).toEqual(wanted);
    expect((await connectionOf(journey)).state).toBe('FRESH');
  });

  it('of a second sensor that come late are kept', async () => {
    const journey = await startJourney(startMs, account);
    const { clock, gateway } = journey;
    await travel(clock, gateway, hourMs);
    const before = (await samplesOf(journey, startMs - hourMs)).slice(0, 8);
    const late = before.map((atMs) => atMs + 150_000);
    for (const atMs of late) gateway.simulator.addReading(traveller, { atMs, valueMgDl: 300 });
    await travel(clock, gateway, 2 * hourMs);
    const samples = await samplesOf(journey, startMs - hourMs);
    expect(samples.filter((atMs) => late.includes(atMs))).toEqual(late);
  });
});
