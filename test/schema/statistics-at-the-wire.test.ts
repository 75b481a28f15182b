import { describe, expect, it, onTestFinished } from 'vitest';
import type { TracePoint } from '#src/simulator/people/trace.ts';
import { linkThroughApi, startGateway } from '#test/gateway';
import { travel } from '#test/travel';
import { createVirtualClock } from '#test/virtual-clock';

/** How much of the time readings stand for, from Dexcom's answers to the contract. */
const minuteMs = 60_000;
const linkedAtMs = Date.UTC(2026, 2, 3, 12);

/** Readings from one minute to another, counted from the link. */
function paced(fromMinute: number, toMinute: number, everyMinutes: number): TracePoint[] {
  const count = Math.round((toMinute - fromMinute) / everyMinutes);
  return Array.from({ length: count }, (_, n) => ({
    atMs: linkedAtMs + (fromMinute + n * everyMinutes) * minuteMs,
    valueMgDl: 100 + ((n * 7) % 40),
  }));
}

/** Links a wearer with these readings, and goes on for so long. */
async function setup(trace: readonly TracePoint[], minutes: number) {
  const clock = createVirtualClock(linkedAtMs);
  const gateway = await startGateway({ clock, config: { role: 'api' } });
  onTestFinished(() => gateway.close());
  const account = { username: 'wearer', password: 'the-password' };
  gateway.simulator.addAccount({ ...account, trace, visibilityDelayMs: 12_000 });
  const { userId } = await linkThroughApi(gateway, account);
  await travel(clock, gateway, minutes * minuteMs);
  const at = (minute: number) => new Date(linkedAtMs + minute * minuteMs);
  return async (fromMinute: number, toMinute: number) => {
    const { user } = await gateway.ask<{ user: { glucoseStatistics: Active } }>(
      `query ($userId: ID!, $from: DateTime!, $to: DateTime!) { user(id: $userId) {
        glucoseStatistics(from: $from, to: $to) {
          sampleCount activePercent activeMinutes sufficiency { activePercent } } } }`,
      { userId, from: at(fromMinute), to: at(toMinute) },
    );
    return user.glucoseStatistics;
  };
}

interface Active {
  readonly sampleCount: number;
  readonly activePercent: number;
  readonly activeMinutes: number;
  readonly sufficiency: { readonly activePercent: number };
}

const dayMinutes = 24 * 60;

describe('R2: two weeks that a phone and a watch both told', () => {
  it('are active for all of the time, and have a GMI', async () => {
    const clock = createVirtualClock(linkedAtMs);
    const config = { role: 'api' } as const;
    const gateway = await startGateway({ clock, config, simulator: { readingsMax: 1440 } });
    onTestFinished(() => gateway.close());
    const account = { username: 'wearer', password: 'the-password' };
    const days = 14;
    const trace = paced(-dayMinutes, (days - 1) * dayMinutes, 5);
    gateway.simulator.addAccount({
      ...account,
      trace,
      secondDevice: {},
      visibilityDelayMs: 12_000,
    });
    const { userId } = await linkThroughApi(gateway, account);
    // The day before the link, and then what came in silences of most of a day.
    await travel(clock, gateway, minuteMs);
    const { poller } = gateway.app.parts();
    for (let hours = 0; hours < (days - 1) * 24; hours += 20) {
      await clock.advance(20 * 60 * minuteMs);
      await poller.pollDue();
    }
    const { user } = await gateway.ask<{
      user: { glucoseStatistics: Active & { readonly gmiPercent: number | null } };
    }>(
      `query ($userId: ID!, $from: DateTime!, $to: DateTime!) { user(id: $userId) {
        glucoseStatistics(from: $from, to: $to) {
          sampleCount activePercent activeMinutes gmiPercent sufficiency { activePercent } } } }`,
      {
        userId,
        // Of the first readings, some are a day old before they are asked for.
        from: new Date(linkedAtMs - (dayMinutes - 10) * minuteMs),
        to: new Date(linkedAtMs + (days - 1) * dayMinutes * minuteMs),
      },
    );
    const { sampleCount, activePercent, gmiPercent, sufficiency } = user.glucoseStatistics;
    expect(sampleCount).toBe((days * dayMinutes - 10) / 5);
    expect(activePercent).toBeCloseTo(100, 1);
    expect(sufficiency.activePercent).toBeCloseTo(100, 1);
    expect(gmiPercent).not.toBeNull();
  });
});

describe('C1: what readings stand for', () => {
  it('one reading in six of a five-minute sensor is 16.7 % from the first answer on', async () => {
    const active = await setup(paced(-dayMinutes, 60, 30), 1);
    const { activePercent, sufficiency } = await active(-dayMinutes + 30, 0);
    expect(activePercent).toBeCloseTo(17, 0);
    expect(sufficiency.activePercent).toBeCloseTo(16.7, 1);
  });

  it('one reading in six of a one-minute sensor is 16.7 %, once it was seen to be one', async () => {
    const active = await setup([...paced(-60, 10, 1), ...paced(10, 70, 6)], 72);
    const { activePercent, activeMinutes, sufficiency } = await active(10, 70);
    expect(activePercent).toBeCloseTo(17.9, 0);
    expect(activeMinutes).toBeCloseTo(10, 6);
    expect(sufficiency.activePercent).toBeCloseTo(16.7, 1);
    expect((await active(-50, 10)).activeMinutes).toBeCloseTo(60, 6);
  });

  it('a five-minute sensor after a one-minute one is taken for what it is', async () => {
    const quick = paced(-60, 0, 1);
    const active = await setup([...quick, ...paced(30, 90, 5), ...paced(90, 150, 10)], 160);
    const { activeMinutes } = await active(30, 90);
    expect(activeMinutes).toBeCloseTo(60, 6);
    const { sufficiency, sampleCount } = await active(90, 150);
    expect(sampleCount).toBe(6);
    expect(sufficiency.activePercent).toBeCloseTo(50, 6);
  });

  it('a sensor that measures five times a minute is active for the time that there was', async () => {
    const active = await setup(paced(-40, 1, 0.2), 1);
    const { sampleCount, activeMinutes, sufficiency } = await active(-30, 0);
    expect(sampleCount).toBe(150);
    expect(activeMinutes).toBeCloseTo(30, 6);
    expect(sufficiency.activePercent).toBeCloseTo(100, 6);
  });
});
