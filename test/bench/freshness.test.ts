import { describe, expect, it } from 'vitest';
import { runFreshness } from './freshness.ts';

const population = { connections: 100, seeds: [4], otherConnections: 0, firstHourConnections: 500 };

describe('polling as the policy decides', () => {
  it('meets every bar of freshness, and is repeatable', () => {
    const { usual, firstHour, bars } = runFreshness(population);
    // Of fewer connections than the bench's the median of those alike is only roughly theirs.
    const roughly = bars.filter(({ figure }) => !figure.includes('alike'));
    expect(roughly.filter((bar) => !bar.isMet)).toEqual([]);
    expect(firstHour[2]?.medianS).toBeLessThan(5.5);
    expect(bars).toHaveLength(10);
    expect(runFreshness(population).usual).toEqual(usual);
  });

  it('is measured against peers that fare as they do in the field', () => {
    const { usual } = runFreshness(population);
    const fixed = usual.find(({ policy }) => policy === 'every 180 s');
    expect(fixed?.medianS).toBeGreaterThan(85);
    expect(fixed?.medianS).toBeLessThan(95);
    expect(fixed?.requestsPerReading).toBeCloseTo(1.68, 1);
  });
});
