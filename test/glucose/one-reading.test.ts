import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statisticsOf, traceOf } from '#glucose';
import type { Entry } from '#src/glucose/readings/entry.ts';
import { instantsOfReadings, matchReadings } from '#src/glucose/readings/match-readings.ts';
import { surroundingsMs } from '#src/glucose/readings/one-reading.ts';
import type { SensorCadence } from '#src/glucose/readings/sensor-cadence.ts';
import { seededRandom } from '#std/random';

const secondMs = 1_000;
const minuteMs = 60_000;
const startMs = Date.UTC(2026, 2, 31, 22);

/** The instants of readings, in seconds after the start, as they are told; from seconds likewise. */
function instantsOf(seconds: readonly number[], cadences: readonly SensorCadence[] = []) {
  const told = seconds.map((second) => startMs + second * secondMs);
  return instantsOfReadings(told, cadences).map((atMs) => (atMs - startMs) / secondMs);
}

const entry = (second: number, valueMgDl = 120, trend = 4): Entry => ({
  takenAtMs: startMs + second * secondMs,
  valueMgDl,
  trend,
});

function match(stored: readonly Entry[], told: readonly Entry[]) {
  const { created, revised } = matchReadings(stored, told, []);
  const brief = ({ takenAtMs, entry: { valueMgDl } }: (typeof created)[number]) => [
    (takenAtMs - startMs) / secondMs,
    valueMgDl,
  ];
  return { created: created.map(brief), revised: revised.map(brief) };
}

describe('R1: entries are one reading', () => {
  it.each([
    ['told by a phone and a watch', [0, 10, 300, 310], [0, 300]],
    ['told by three devices', [0, 5, 10, 300, 307], [0, 300]],
    ['15 seconds apart, of a one-minute sensor', [0, 15, 60, 120, 135], [0, 60, 120]],
    ['before and after their minute', [0, 15, 45, 60, 105, 120], [0, 45, 105]],
    ['told by two devices of two sensors', [0, 10, 12, 22, 300, 310, 312, 322], [0, 22, 300, 322]],
    ['alone, until a third one tells a quick sensor', [0, 12], [0]],
    ['within a second of a quick sensor', [0, 0.4, 12, 24, 36], [0, 12, 24, 36]],
  ])('that are %s', (_what, told, readings) => {
    expect(instantsOf(told)).toEqual(readings);
  });

  it.each([
    ['of a one-minute sensor', [0, 60, 120]],
    ['of a quick sensor, from its third one on', [0, 12, 24]],
    [
      'of a quick sensor that has shown itself, across a loss',
      [0, 12, 24, 36, 48, 60, 84, 96, 120],
    ],
    ['of two sensors that are worn together', [0, 16, 300, 316, 600, 616]],
  ])('each, %s', (_what, told) => {
    expect(instantsOf(told)).toEqual(told);
  });

  it('by what is known of a quick sensor, also where little is told', () => {
    const quick = [{ fromMs: startMs - minuteMs, seconds: 12 }];
    expect(instantsOf([0, 12], quick)).toEqual([0, 12]);
    expect(instantsOf([0, 3, 24], quick)).toEqual([0, 24]);
  });

  it('under the first instant that was stored, whichever is told again', () => {
    expect(match([], [entry(10), entry(0)])).toEqual({ created: [[0, 120]], revised: [] });
    expect(match([entry(10)], [entry(10), entry(0)])).toEqual({ created: [], revised: [] });
    expect(match([entry(0)], [entry(10)])).toEqual({ created: [], revised: [] });
  });

  it('with the value of the entry that is dated last: a calibration revises', () => {
    expect(match([], [entry(0, 120), entry(8, 145)])).toEqual({ created: [[0, 145]], revised: [] });
    const calibrated = match([entry(0, 120)], [entry(0, 120), entry(8, 145)]);
    expect(calibrated).toEqual({ created: [], revised: [[0, 145]] });
    // As the calibrated one, both together, or cut at the old end: nothing is revised back.
    for (const told of [[entry(0, 120), entry(8, 145)], [entry(8, 145)]]) {
      expect(match([entry(0, 145)], told)).toEqual({ created: [], revised: [] });
    }
  });

  it('by their values, where two devices tell of two sensors', () => {
    const told = [entry(0, 120), entry(8, 150), entry(10, 120), entry(18, 150)];
    const both = {
      created: [
        [0, 120],
        [8, 150],
      ],
      revised: [],
    };
    expect(match([], told)).toEqual(both);
    expect(match([entry(0, 120), entry(8, 150)], told)).toEqual({ created: [], revised: [] });
    // The devices of one sensor alone, first: one reading, as nothing tells it from a calibration.
    expect(match([entry(0, 150)], told)).toEqual({ created: [[8, 150]], revised: [[0, 120]] });
  });

  it('and what was stored twice before stays, each told by the entry that is nearest', () => {
    const twice = [entry(0, 120), entry(10, 120)];
    expect(match(twice, twice)).toEqual({ created: [], revised: [] });
    expect(match(twice, [entry(11, 130)])).toEqual({ created: [], revised: [[10, 130]] });
  });
});

describe('K1: of entries of one second', () => {
  const before = [entry(-600, 120), entry(-300, 118)];
  const rivals = [entry(0, 48), entry(0, 116)];

  it.each([rivals, rivals.toReversed()])('the one stands that continues the trace', (...told) => {
    expect(match(before, told)).toEqual({ created: [[0, 116]], revised: [] });
    expect(match([], [...before, ...told]).created).toContainEqual([0, 116]);
    expect(match([], [...told, entry(300, 50)])).toMatchObject({
      created: [
        [0, 48],
        [300, 50],
      ],
    });
    expect(match([], told)).toEqual({ created: [[0, 48]], revised: [] });
  });

  it.each([rivals, rivals.toReversed()])('the one stands that is stored', (...told) => {
    expect(match([...before, entry(0, 48)], told)).toEqual({ created: [], revised: [] });
    expect(match([...before, entry(0, 116)], told)).toEqual({ created: [], revised: [] });
  });
});

interface Trace {
  readonly readings: readonly Entry[];
  readonly told: readonly Entry[];
}

/** A sensor of a minute or slower, and what two devices told of it. */
const traces: fc.Arbitrary<Trace> = fc
  .record({
    cadenceMs: fc.constantFrom(60, 60, 120, 299.7, 300, 900).map((second) => second * secondMs),
    jitterMs: fc.constantFrom(0, 0, 2_000),
    lossShare: fc.constantFrom(0, 0, 0.1, 0.5),
    twiceShare: fc.constantFrom(0.1, 0.5, 1),
    apartMs: fc.constantFrom([1, 15], [10, 10], [-15, -1], [-10, 10]),
    count: fc.integer({ min: 1, max: 240 }),
    seed: fc.integer(),
  })
  .map(({ cadenceMs, jitterMs, lossShare, twiceShare, apartMs: [from, to], count, seed }) => {
    const random = seededRandom(seed);
    const readings: Entry[] = [];
    const told: Entry[] = [];
    for (let i = 0; i < count; i++) {
      const takenAtMs = Math.round(startMs + i * cadenceMs + (2 * random() - 1) * jitterMs);
      const valueMgDl = Math.round(150 + 100 * Math.sin(i / 9));
      const reading = { takenAtMs, valueMgDl, trend: 4 };
      if (random() < lossShare) continue;
      readings.push(reading);
      told.push(reading);
      const apart = ((from ?? 0) + random() * ((to ?? 0) - (from ?? 0))) * secondMs;
      if (random() < twiceShare)
        told.push({ ...reading, takenAtMs: Math.round(takenAtMs + apart) });
    }
    return { readings, told };
  });

/** The samples that are kept of entries that come as in polls: a window that moves on. */
function keep(told: readonly Entry[], pollMs: number): Entry[] {
  const samples = new Map<number, Entry>();
  const lastMs = Math.max(...told.map(({ takenAtMs }) => takenAtMs));
  for (let nowMs = startMs; nowMs <= lastMs + pollMs; nowMs += pollMs) {
    const shown = told.filter((e) => e.takenAtMs <= nowMs && e.takenAtMs > nowMs - 30 * minuteMs);
    const answer = shown.toSorted((a, b) => b.takenAtMs - a.takenAtMs);
    const times = answer.map(({ takenAtMs }) => takenAtMs);
    const [fromMs, toMs] = [Math.min(...times), Math.max(...times)];
    const around = [...samples.values()]
      .filter(({ takenAtMs }) => takenAtMs >= fromMs - surroundingsMs)
      .filter(({ takenAtMs }) => takenAtMs <= toMs + surroundingsMs);
    const { created, revised } = matchReadings(around, answer, []);
    for (const { takenAtMs, entry: told } of [...created, ...revised]) {
      samples.set(takenAtMs, { ...told, takenAtMs });
    }
  }
  return [...samples.values()].sort((a, b) => a.takenAtMs - b.takenAtMs);
}

function figuresOf(samples: readonly Entry[]) {
  const range = { fromMs: startMs - minuteMs, toMs: startMs + 61 * 3_600_000 };
  const series = {
    takenAtMs: samples.map(({ takenAtMs }) => takenAtMs),
    valueMgDl: samples.map(({ valueMgDl }) => valueMgDl),
  };
  const figures = statisticsOf(traceOf(series, range), 'UTC');
  const { meanMgDl, standardDeviationMgDl, activeTime } = figures;
  expect(activeTime.activeMinutes).toBeLessThanOrEqual((range.toMs - range.fromMs) / minuteMs);
  return { meanMgDl, standardDeviationMgDl, activeMinutes: activeTime.activeMinutes };
}

describe('R2: of any trace of a sensor of a minute or slower', () => {
  it('doubling any entries by 1 to 15 s changes no figure by more than 2 %', () => {
    fc.assert(
      fc.property(traces, fc.integer({ min: 17, max: 400 }), ({ readings, told }, pollSeconds) => {
        if (readings.length === 0) return;
        const kept = keep(told, pollSeconds * secondMs);
        expect(Math.abs(kept.length - readings.length)).toBeLessThanOrEqual(0.02 * readings.length);
        const once = figuresOf(keep(readings, pollSeconds * secondMs));
        for (const [name, value] of Object.entries(figuresOf(kept))) {
          const alone = once[name as keyof typeof once] ?? 0;
          expect(Math.abs((value ?? 0) - alone), name).toBeLessThanOrEqual(0.02 * alone + 0.3);
        }
      }),
      { seed: 20_261_126, numRuns: 150 },
    );
  });
});
