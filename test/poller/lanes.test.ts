import { describe, expect, it } from 'vitest';
import { createLanes } from '#src/poller/claim/lanes.ts';
import { createPollTimeLimits } from '#src/poller/poll-time-limits.ts';
import { createVirtualClock } from '#test/virtual-clock';

const limits = { inFlightMax: 10, suspectsMax: 4, claimMax: 6, startsPerSecondMax: 20 };

function setup() {
  const lanes = createLanes(limits);
  const slots = (atMs: number) => {
    const of = (isSuspect: boolean) =>
      lanes.free(atMs).find((lane) => lane.region === 'US' && lane.isSuspect === isSuspect)?.slots;
    return { usual: of(false), suspect: of(true) };
  };
  const enter = (count: number, isSuspect = false) =>
    Array.from({ length: count }, () => lanes.enter('US', isSuspect));
  return { lanes, slots, enter };
}

describe('the places of a region', () => {
  it('are as many as may be claimed at once, while there are more', () => {
    const { slots } = setup();
    expect(slots(0)).toEqual({ usual: 6, suspect: 4 });
  });

  it('are bounded by the polls under way, apart for suspects', () => {
    const { slots, enter, lanes } = setup();
    enter(8);
    enter(3, true);
    expect(slots(1_000)).toEqual({ usual: 2, suspect: 1 });
    expect(lanes.inFlight('US')).toBe(11);
    expect(lanes.inFlight('OUS')).toBe(0);
  });

  it('are given back once', () => {
    const { slots, enter } = setup();
    const [place] = enter(10);
    place?.leave();
    place?.leave();
    place?.slow();
    expect(slots(1_000).usual).toBe(1);
  });

  it('of polls that take long are free for others, as far as sockets allow', () => {
    const { slots, enter, lanes } = setup();
    for (const place of enter(10)) place.slow();
    expect(slots(1_000)).toEqual({ usual: 4, suspect: 0 });
    expect(lanes.inFlight('US')).toBe(10);
    for (const place of enter(4)) place.slow();
    expect(slots(2_000).usual).toBe(0);
    expect(lanes.inFlight('US')).toBe(limits.inFlightMax + limits.suspectsMax);
  });

  it('are not filled faster than the pace, after a standstill either', () => {
    const { slots, enter } = setup();
    slots(0);
    for (let burst = 0; burst < 4; burst++) for (const place of enter(5)) place.leave();
    expect(slots(0).usual).toBe(0);
    expect(slots(100).usual).toBe(2);
    expect(slots(3_600_000).usual).toBe(6);
    for (let burst = 0; burst < 4; burst++) for (const place of enter(5)) place.leave();
    expect(slots(3_600_000).usual).toBe(0);
  });
});

describe('the time limits of polls', () => {
  it('call each back that takes long, and again when its time is up', async () => {
    const clock = createVirtualClock();
    const limits = createPollTimeLimits(clock, { slowAfterMs: 3_000, lateAfterMs: 20_000 });
    const calls: string[] = [];
    const start = (name: string) =>
      limits.start({
        onSlow: () => calls.push(`${name} is slow`),
        onLate: () => calls.push(`${name} is late`),
      });
    const end = start('a quick one');
    start('a slow one');
    await clock.advance(2_000);
    end();
    await clock.advance(2_000);
    expect(calls).toEqual(['a slow one is slow']);
    start('a later one');
    await clock.advance(16_500);
    expect(calls).toEqual(['a slow one is slow', 'a later one is slow', 'a slow one is late']);
    await clock.advance(20_000);
    expect(calls).toHaveLength(4);
    expect(clock.sleeperCount()).toBe(0);
  });
});
