import { describe, expect, it } from 'vitest';
import type { AccountOptions } from '#src/simulator/people/accounts.ts';
import { eventually } from '#test/eventually';
import { type Journey, startJourney, traveller } from '#test/journey';
import { travel } from '#test/travel';

/**
 * A wearer's phone and watch both upload: Dexcom shows each reading twice, the same value under two
 * instants some seconds apart. Everything must be as with the phone alone.
 */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const startMs = Date.UTC(2026, 2, 25, 9);
const phone = { visibilityDelayMs: 12_000 } satisfies Partial<AccountOptions>;
const phoneAndWatch = { ...phone, secondDevice: {} };

async function samplesOf({ gateway, userId, clock }: Journey, fromMs: number): Promise<string[]> {
  const { user } = await gateway.ask<{
    user: { samples: { edges: { node: { takenAt: string } }[] } };
  }>(
    `query S($userId: ID!, $from: DateTime!, $to: DateTime!) {
      user(id: $userId) { samples(from: $from, to: $to, first: 1000) { edges { node { takenAt } } } }
    }`,
    { userId, from: iso(fromMs), to: iso(clock.nowMs() + hourMs) },
  );
  return user.samples.edges.map(({ node }) => node.takenAt);
}

async function stateOf({ gateway, userId }: Journey): Promise<string> {
  const { user } = await gateway.ask<{ user: { connections: { state: string }[] } }>(
    'query C($userId: ID!) { user(id: $userId) { connections { state } } }',
    { userId },
  );
  return user.connections[0]?.state ?? 'none';
}

async function statisticsOf({ gateway, userId }: Journey, fromMs: number, toMs: number) {
  const { user } = await gateway.ask<{ user: { glucoseStatistics: Statistics } }>(
    `query G($userId: ID!, $from: DateTime!, $to: DateTime!) {
      user(id: $userId) {
        glucoseStatistics(from: $from, to: $to) {
          mean { mgDl } activeMinutes cumulative { from70To180Percent }
        }
      }
    }`,
    { userId, from: iso(fromMs), to: iso(toMs) },
  );
  return user.glucoseStatistics;
}

interface Statistics {
  readonly mean: { readonly mgDl: number };
  readonly activeMinutes: number;
  readonly cumulative: { readonly from70To180Percent: number };
}

const iso = (atMs: number) => new Date(atMs).toISOString();

/** What a subscriber and a receiver of webhooks were told of new samples since a moment. */
async function toldOf({ gateway, userId, watch, receiver }: Journey, sinceMs: number) {
  const { events } = await gateway.ask<{ events: { edges: { node: { id: string } }[] } }>(
    `query E($userId: ID!) {
      events(userId: $userId, first: 200, types: [DAILY_DATA_GLUCOSE_CREATED, DAILY_DATA_GLUCOSE_UPDATED]) {
        edges { node { id } }
      }
    }`,
    { userId },
  );
  const ids = events.edges.map(({ node }) => node.id);
  await eventually(() => {
    const got = new Set(receiver.received.map(({ id }) => id));
    return ids.every((id) => got.has(id)) && watch.events.length >= ids.length;
  });
  const isNew = (at: string) => Date.parse(at) > sinceMs;
  return {
    watched: watch.events
      .flatMap(({ samples }) => samples ?? [])
      .map(({ takenAt }) => takenAt)
      .filter(isNew),
    // A webhook that was sent again is no second event.
    delivered: [...new Map(receiver.received.map(({ id, body }) => [id, body])).values()]
      .flatMap((body) => body.data.data ?? [])
      .map(({ timestamp }) => timestamp)
      .filter(isNew),
  };
}

describe('R1: a wearer whose phone and watch both upload', () => {
  it('is asked for as often as one with a phone alone', async () => {
    const reads = async (account: Partial<AccountOptions>) => {
      const journey = await startJourney(startMs, account);
      await travel(journey.clock, journey.gateway, hourMs / 2);
      const before = journey.gateway.simulator.requestsOf(traveller).reads;
      await travel(journey.clock, journey.gateway, 2 * hourMs);
      return journey.gateway.simulator.requestsOf(traveller).reads - before;
    };
    const alone = await reads(phone);
    expect(alone).toBeGreaterThan(24);
    expect(Math.abs((await reads(phoneAndWatch)) - alone)).toBeLessThanOrEqual(0.15 * alone);
  });

  it('is FRESH at each of 36 looks', async () => {
    const journey = await startJourney(startMs, phoneAndWatch);
    await travel(journey.clock, journey.gateway, hourMs / 2);
    const states: string[] = [];
    for (let look = 0; look < 36; look++) {
      await travel(journey.clock, journey.gateway, 97_000);
      states.push(await stateOf(journey));
    }
    expect(states).toEqual(states.map(() => 'FRESH'));
  });

  it('has one sample, one event and one webhook for each reading', async () => {
    const journey = await startJourney(startMs, {
      ...phone,
      // The watch is now ahead of the phone, now behind, and often some seconds later.
      secondDevice: { apartMs: [-10_000, 10_000], delayMs: 9_000 },
    });
    await travel(journey.clock, journey.gateway, 2 * hourMs);
    const sinceMs = startMs + 10 * minuteMs;
    const truths = journey.gateway.simulator
      .readingsOf(traveller, journey.clock.nowMs(), sinceMs)
      .filter(({ visibleAtMs }) => (visibleAtMs ?? 0) < journey.clock.nowMs() - 2 * minuteMs);
    const samples = (await samplesOf(journey, sinceMs)).slice(0, truths.length + 1);
    expect(Math.abs(samples.length - truths.length)).toBeLessThanOrEqual(1);
    const { watched, delivered } = await toldOf(journey, sinceMs);
    expect(watched).toEqual([...new Set(watched)]);
    expect(delivered).toHaveLength(watched.length);
    expect(watched.length - truths.length).toBeLessThanOrEqual(1);
    const times = (await samplesOf(journey, 0)).map((at) => Date.parse(at));
    const intervals = times.slice(1).map((at, i) => at - (times[i] ?? 0));
    expect(Math.min(...intervals)).toBeGreaterThan(270_000);
  });

  it('has the figures of a phone alone, where the watch is worn by day only', async () => {
    // The watch is put on at nine for three hours of 220 mg/dL, before three of 100.
    const trace = Array.from({ length: 100 }, (_, n) => ({
      atMs: startMs + (n - 12) * 300_000 + 10_000,
      valueMgDl: n < 48 ? 220 : 100,
      trend: 'Flat' as const,
    }));
    const watch = {
      secondDevice: { hours: [9, 12] as const, apartMs: [-10_000, -10_000] as const },
    };
    const journey = await startJourney(startMs, { ...phone, trace, ...watch });
    await travel(journey.clock, journey.gateway, 6 * hourMs + minuteMs);
    const figures = await statisticsOf(journey, startMs, startMs + 6 * hourMs);
    expect(figures.mean.mgDl).toBeCloseTo(160, 0);
    expect(figures.cumulative.from70To180Percent).toBeCloseTo(50, 0);
    expect(figures.activeMinutes).toBeGreaterThan(355);
    expect(figures.activeMinutes).toBeLessThanOrEqual(360);
  });

  it('has one sample where a reading falls around the turn of a month', async () => {
    const turnMs = Date.UTC(2026, 3, 1);
    const trace = Array.from({ length: 60 }, (_, n) => ({
      atMs: turnMs - 5_000 + (n - 30) * 300_000,
      valueMgDl: 110,
    }));
    const journey = await startJourney(turnMs - hourMs, {
      ...phone,
      trace,
      // Dexcom shows what the watch told a little later: March is stored before April is told.
      secondDevice: { delayMs: 6_000 },
    });
    await travel(journey.clock, journey.gateway, 2 * hourMs);
    const samples = await samplesOf(journey, turnMs - 2 * minuteMs);
    expect(samples.slice(0, 2)).toEqual([iso(turnMs - 5_000), iso(turnMs + 295_000)]);
  });
});

describe('a calibration', () => {
  it('revises the sample of its reading, and tells it once', async () => {
    const journey = await startJourney(startMs, phone);
    await travel(journey.clock, journey.gateway, 20 * minuteMs);
    const { simulator } = journey.gateway;
    const truth = simulator.readingsOf(traveller, journey.clock.nowMs() - minuteMs, startMs).at(-1);
    const [version] = truth?.versions ?? [];
    const valueMgDl = (version?.valueMgDl ?? 0) + 25;
    simulator.addReading(traveller, { atMs: (truth?.atMs ?? 0) + 9_000, valueMgDl });
    await travel(journey.clock, journey.gateway, 40 * minuteMs);
    const around = journey.watch.events
      .flatMap(({ samples }) => samples ?? [])
      .filter(({ takenAt }) => Math.abs(Date.parse(takenAt) - (truth?.atMs ?? 0)) < minuteMs);
    expect(around.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(new Set(around.map(({ takenAt }) => takenAt)).size).toBe(1);
    expect(around.at(-1)?.valueMgDl).toBe(valueMgDl);
  });
});

describe('readings that are near each other and not the same', () => {
  it('are each kept of a sensor that measures every minute', async () => {
    const journey = await startJourney(startMs, { ...phone, cadenceMs: minuteMs });
    await travel(journey.clock, journey.gateway, 30 * minuteMs);
    const samples = await samplesOf(journey, startMs - hourMs);
    expect(samples.length).toBeGreaterThanOrEqual(88);
  });

  it('are one where two devices tell what is measured every minute', async () => {
    const journey = await startJourney(startMs, {
      ...phone,
      cadenceMs: minuteMs,
      secondDevice: { apartMs: [-15_000, 15_000] },
    });
    await travel(journey.clock, journey.gateway, 30 * minuteMs);
    const samples = await samplesOf(journey, startMs - hourMs);
    expect(samples.length).toBeGreaterThanOrEqual(88);
    expect(samples.length).toBeLessThanOrEqual(91);
  });

  it('are each kept of a quick sensor, from its first answer on', async () => {
    const atMs = (n: number) => startMs - 5_000 + n * 12_000;
    const trace = Array.from({ length: 50 }, (_, n) => ({ atMs: atMs(n), valueMgDl: 110 }));
    const journey = await startJourney(startMs, { visibilityDelayMs: 1_000, trace });
    await travel(journey.clock, journey.gateway, 15 * minuteMs);
    const samples = await samplesOf(journey, startMs - hourMs);
    expect(samples).toEqual(trace.map((point) => iso(point.atMs)));
  });

  it('are each kept of two sensors that are worn for some hours together', async () => {
    const old = Array.from({ length: 48 }, (_, n) => ({
      atMs: startMs - 2 * hourMs + n * 300_000,
      valueMgDl: 110,
    }));
    const young = old.slice(12).map((point) => ({ atMs: point.atMs + 90_000, valueMgDl: 125 }));
    const journey = await startJourney(startMs, { ...phone, trace: [...old, ...young] });
    await travel(journey.clock, journey.gateway, 3 * hourMs);
    const samples = await samplesOf(journey, startMs - 3 * hourMs);
    expect(samples).toHaveLength(old.length + young.length);
  });
});
