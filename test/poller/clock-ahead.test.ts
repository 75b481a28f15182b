import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#std/random';
import { hourMs, minuteMs, nowMs, secondMs } from './polls.ts';
import { type Device, type Measured, pollWearer, type Wearer } from './two-clocks.ts';

/** K1: clocks that are ahead by less than ten minutes, of a phone alone and of a second device. */
const runs = { numRuns: 8, seed: 11 };

interface Habits {
  readonly errorMs?: number;
  readonly delayMs?: number;
  /** Hours after the link. */
  readonly hours?: readonly [from: number, to: number];
  readonly share?: number;
}

const hourOf = ({ atMs }: Measured) => (atMs - nowMs) / hourMs;
const drawOf = ({ atMs }: Measured) => seededRandom(Math.round(atMs / secondMs))();

function device({ errorMs = 0, delayMs = 12 * secondMs, hours, share = 1 }: Habits = {}): Device {
  const [from, to] = hours ?? [-24, 24];
  return (measured) => {
    const isTold = hourOf(measured) >= from && hourOf(measured) < to && drawOf(measured) < share;
    return isTold ? { errorMs, delayMs } : null;
  };
}

/** From three hours before the link. Of a flat trace two readings in three have the value before. */
const traces = {
  wavy: (slot: number) => 140 + 50 * Math.sin(slot / 6) + 7 * Math.sin(slot * 1.7),
  slow: (slot: number) => 140 + 40 * Math.sin(slot / 30),
  flat: (slot: number) => 110 + Math.max(0, (slot % 12) - 7),
  level: () => 104,
};

interface Sensor {
  readonly trace: keyof typeof traces;
  readonly cadenceMs?: number;
  readonly jitterMs?: number;
}

function measuredBy({ trace, cadenceMs = 299_700, jitterMs = 0 }: Sensor): Measured[] {
  const count = Math.ceil((6 * hourMs) / cadenceMs);
  return Array.from({ length: count }, (_, n) => ({
    atMs: Math.round(nowMs - 3 * hourMs + n * cadenceMs + jitterMs * Math.sin(n * 7.3)),
    valueMgDl: Math.round(traces[trace]((n * cadenceMs) / (5 * minuteMs))),
  }));
}

const traceNames = fc.constantFrom(...(Object.keys(traces) as (keyof typeof traces)[]));
const anySensor = fc.record({ trace: traceNames, jitterMs: fc.constantFrom(0, 3_000) });
const wearer = (sensor: Sensor, others: readonly Device[], rest: Partial<Wearer> = {}): Wearer => ({
  ...{ measured: measuredBy(sensor), devices: [device(), ...others], hours: 2, ...rest },
});
const right = { wrongCount: 0, missingCount: 0, lateCount: 0, states: ['FRESH'] };
function expectRight(given: Wearer): void {
  expect(pollWearer(given)).toMatchObject(right);
}

describe('K1: a second device whose clock is ahead changes nothing', () => {
  const aheadMs = fc.integer({ min: 60 * secondMs, max: 10 * minuteMs });

  it('by whatever it is ahead, told always or at times, and when it is silent again', () => {
    const share = fc.constantFrom(1, 0.5);
    const until = fc.constantFrom(1, 24);
    const given = fc.tuple(anySensor, aheadMs, share, until);
    fc.assert(
      fc.property(given, ([sensor, errorMs, share, until]) => {
        expectRight(wearer(sensor, [device({ errorMs, share, hours: [0.5, until] })]));
      }),
      runs,
    );
  });

  it.each([1, 2, 5, 10])('of a sensor of whole minutes, by %i to the second', (minutes) => {
    for (const trace of ['flat', 'level', 'wavy'] as const) {
      const second = device({ errorMs: minutes * minuteMs, share: 0.6, hours: [0.5, 24] });
      expectRight(wearer({ trace, cadenceMs: 5 * minuteMs }, [second]));
    }
  });

  it('of a sensor of a minute', () => {
    for (const errorMs of [2 * minuteMs, 150 * secondMs, 5 * minuteMs]) {
      const second = device({ errorMs, hours: [0.3, 24] });
      expectRight(wearer({ trace: 'slow', cadenceMs: minuteMs }, [second], { hours: 0.8 }));
    }
  });

  it('that told before the account was linked, and where nobody asked for more than an hour', () => {
    const given = fc.tuple(anySensor, fc.integer({ min: 350_000, max: 570_000 }));
    fc.assert(
      fc.property(given, ([sensor, errorMs]) => {
        expectRight(wearer(sensor, [device({ errorMs, hours: [-2, 24] })], { hours: 1 }));
        const later = device({ errorMs, hours: [0.4, 24] });
        expectRight(wearer(sensor, [later], { pause: [0.3, 1.5], hours: 2.2 }));
      }),
      runs,
    );
  });

  it('while the phone tells nothing, but for the state', () => {
    const phone: Device = (each) =>
      hourOf(each) > 1 && hourOf(each) < 1.7 ? null : device()(each);
    for (const errorMs of [3 * minuteMs, 5 * minuteMs, 8 * minuteMs]) {
      const second = device({ errorMs, hours: [0.5, 24] });
      const served = pollWearer(wearer({ trace: 'wavy' }, [], { devices: [phone, second] }));
      expect(served).toMatchObject({ ...right, states: ['CLOCK_WRONG', 'FRESH'] });
    }
  });
});

describe('a phone that tells alone, with a clock that is ahead', () => {
  const aheadMs = fc.integer({ min: 40 * secondMs, max: 10 * minuteMs });

  it('is served at once, under the times that it gives', () => {
    fc.assert(
      fc.property(anySensor, aheadMs, (sensor, errorMs) => {
        expectRight(wearer(sensor, [], { devices: [device({ errorMs })] }));
      }),
      runs,
    );
  });

  it('is served two cadences and a minute late, once, where its clock goes ahead', () => {
    fc.assert(
      fc.property(anySensor, aheadMs, (sensor, errorMs) => {
        const phone: Device = (each) => device({ errorMs: hourOf(each) > 0.5 ? errorMs : 0 })(each);
        const served = pollWearer(wearer(sensor, [], { devices: [phone] }));
        expect(served).toMatchObject({ wrongCount: 0, missingCount: 0 });
        expect(served.latestMs).toBeLessThan(12 * minuteMs);
        expect(served.lateCount).toBeLessThanOrEqual(2);
      }),
      runs,
    );
  });
});
