import { describe, expect, it } from 'vitest';
import { ambulatoryProfileOf, daySummariesOf, episodesOf, statisticsOf, traceOf } from '#glucose';
import type { GlucoseSeries } from '#src/glucose/statistics/series.ts';
import { seededRandom } from '#std/random';
import { midnightMs, minuteMs } from './traces.ts';

/** A wandering trace with jitter, lost readings and gaps. */
function wander(count: number): GlucoseSeries {
  const random = seededRandom(5);
  const takenAtMs = new Float64Array(count);
  const valueMgDl = new Int16Array(count);
  let value = 130;
  let atMs = midnightMs;
  for (let i = 0; i < count; i++) {
    const missed = random() < 0.03 ? 1 : random() < 0.001 ? 30 : 0;
    atMs += (1 + missed) * 5 * minuteMs;
    value += (random() - 0.5) * 20 + (130 - value) * 0.02;
    takenAtMs[i] = atMs + Math.floor(random() * 3) * 1000;
    valueMgDl[i] = Math.round(Math.min(401, Math.max(39, value + 60 * Math.sin(i / 40))));
  }
  return { takenAtMs, valueMgDl };
}

/** Processor time of one run. */
function costMs(series: GlucoseSeries): number {
  const before = process.cpuUsage();
  const trace = traceOf(series);
  statisticsOf(trace, 'Europe/Berlin');
  episodesOf(trace);
  ambulatoryProfileOf(trace, 'Europe/Berlin');
  daySummariesOf(trace, 'Europe/Berlin');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The least that it costs, or the first cost under a bar: what else the machine does makes runs
 * dearer, one here and one there, but never cheaper.
 */
function leastMs(series: GlucoseSeries, { runs = 9, barMs = 0 } = {}): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs && least >= barMs; run += 1) {
    least = Math.min(least, costMs(series));
  }
  return least;
}

describe('all statistics of a trace', () => {
  it('take less than 50 ms over 90 days of 26,000 readings', () => {
    expect(leastMs(wander(26_000), { runs: 100, barMs: 50 })).toBeLessThan(50);
  });

  it('cost in proportion to its length', () => {
    const barMs = leastMs(wander(26_000)) * 12;
    expect(leastMs(wander(104_000), { runs: 100, barMs })).toBeLessThan(barMs);
  });
});
