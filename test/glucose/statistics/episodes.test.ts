import { describe, expect, it } from 'vitest';
import { type Episodes, episodesOf, traceOf } from '#glucose';
import { episodesBeyond } from '#src/glucose/statistics/episodes.ts';
import { joined, midnightMs, minuteMs, repeated, steady, steadyTrace } from './traces.ts';

/** Start and length in minutes from the beginning of the trace. */
function told(episodes: Episodes['low']['levelTwo']) {
  return episodes.map(({ startMs, minutes }) => [(startMs - midnightMs) / minuteMs, minutes]);
}

const calm = repeated(100, 12);

describe('an episode', () => {
  it('begins with 15 minutes below the threshold', () => {
    const two = steadyTrace([...calm, 60, 60, ...calm]);
    const three = steadyTrace([...calm, 60, 65, 69, ...calm]);
    expect(episodesOf(two).low.levelOne).toEqual([]);
    expect(episodesOf(three).low.levelOne).toEqual([
      {
        startMs: midnightMs + 60 * minuteMs,
        endMs: midnightMs + 75 * minuteMs,
        minutes: 15,
        extremeMgDl: 60,
        count: 3,
        isCutOff: false,
        reachesLevelTwo: false,
        isExtended: false,
      },
    ]);
  });

  it('does not begin at the threshold itself', () => {
    const trace = steadyTrace([...calm, 70, 70, 70, 180, 180, 180, ...calm]);
    expect(episodesOf(trace).low.levelOne).toEqual([]);
    expect(episodesOf(trace).high.levelOne).toEqual([]);
  });

  it('goes on through a recovery of less than 15 minutes', () => {
    const trace = steadyTrace([...calm, 60, 60, 60, 80, 80, 60, ...calm]);
    expect(told(episodesOf(trace).low.levelOne)).toEqual([[60, 30]]);
  });

  it('ends with a recovery of 15 minutes, and another may follow', () => {
    const trace = steadyTrace([...calm, 60, 60, 60, 80, 80, 80, 60, 60, 60, ...calm]);
    expect(told(episodesOf(trace).low.levelOne)).toEqual([
      [60, 15],
      [90, 15],
    ]);
  });

  it('counts minutes and not readings', () => {
    const minutes = steadyTrace(
      [...repeated(100, 60), ...repeated(60, 14), ...repeated(100, 60)],
      1,
    );
    expect(episodesOf(minutes).low.levelOne).toEqual([]);
    const more = steadyTrace([...repeated(100, 60), ...repeated(60, 15), ...repeated(100, 60)], 1);
    expect(told(episodesOf(more).low.levelOne)).toEqual([[60, 15]]);
    const quarters = steadyTrace([100, 100, 60, 100, 100], 15);
    expect(told(episodesOf(quarters).low.levelOne)).toEqual([[30, 15]]);
  });

  it('counts the time of a reading that got lost', () => {
    const trace = steadyTrace([...calm, 60, null, 60, ...calm]);
    expect(told(episodesOf(trace).low.levelOne)).toEqual([[60, 15]]);
  });

  it('forgives the jitter of a sensor', () => {
    const series = steady([...calm, 60, 60, 60, ...calm]);
    const takenAtMs = Array.from(series.takenAtMs, (atMs, i) => atMs + (i === 12 ? 2000 : 0));
    const trace = traceOf({ ...series, takenAtMs });
    expect(episodesOf(trace).low.levelOne).toHaveLength(1);
  });

  it('is cut off by a gap', () => {
    const trace = steadyTrace([...calm, 60, 60, 60, ...repeated(null, 20), 60, 60, ...calm]);
    const [episode, ...others] = episodesOf(trace).low.levelOne;
    expect(others).toEqual([]);
    expect(episode).toMatchObject({ minutes: 15, count: 3, isCutOff: true });
  });

  it('is cut off by the end of the readings', () => {
    const [episode] = episodesOf(steadyTrace([...calm, 60, 60, 60, 60])).low.levelOne;
    expect(episode).toMatchObject({ minutes: 20, isCutOff: true });
    const [recovering] = episodesOf(steadyTrace([...calm, 60, 60, 60, 90])).low.levelOne;
    expect(recovering).toMatchObject({ minutes: 15, isCutOff: true });
  });

  it('tells its extreme: LOW is 39 and HIGH 401', () => {
    const trace = steadyTrace([...calm, 60, 39, 60, ...calm, 200, 401, 200, ...calm]);
    expect(episodesOf(trace).low.levelOne[0]?.extremeMgDl).toBe(39);
    expect(episodesOf(trace).high.levelOne[0]?.extremeMgDl).toBe(401);
  });

  it('can have a threshold of one own', () => {
    const trace = steadyTrace([...calm, 150, 150, 150, ...calm]);
    expect(told(episodesBeyond(trace, 'above', 140))).toEqual([[60, 15]]);
    expect(episodesBeyond(trace, 'below', 90)).toEqual([]);
  });
});

describe('the levels of episodes', () => {
  it('are told apart, level 2 within level 1', () => {
    const low = [65, 50, 50, 50, 65, 65, 65, 50, 50, 50, 65];
    const { low: lows } = episodesOf(steadyTrace([...calm, ...low, ...calm, 60, 60, 60, ...calm]));
    expect(told(lows.levelOne)).toEqual([
      [60, 55],
      [175, 15],
    ]);
    expect(lows.levelOne.map(({ reachesLevelTwo }) => reachesLevelTwo)).toEqual([true, false]);
    expect(told(lows.levelTwo)).toEqual([
      [65, 15],
      [95, 15],
    ]);
  });

  it('are the same on the high side', () => {
    const { high } = episodesOf(steadyTrace([...calm, 200, 260, 260, 260, 200, ...calm]));
    expect(told(high.levelOne)).toEqual([[60, 25]]);
    expect(high.levelOne[0]?.reachesLevelTwo).toBe(true);
    expect(told(high.levelTwo)).toEqual([[65, 15]]);
  });

  it('call a low of more than 120 consecutive minutes extended', () => {
    const isExtended = (...low: readonly (number | null)[]) => {
      const { levelOne } = episodesOf(steadyTrace([...calm, ...low, ...calm])).low;
      expect(levelOne).toHaveLength(1);
      return levelOne[0]?.isExtended;
    };
    expect(isExtended(...repeated(60, 24))).toBe(false);
    expect(isExtended(...repeated(60, 25))).toBe(true);
    expect(isExtended(...repeated(60, 14), 72, ...repeated(60, 11))).toBe(false);
    expect(isExtended(...repeated(60, 4), 72, ...repeated(60, 24))).toBe(false);
    expect(isExtended(...repeated(60, 4), 72, ...repeated(60, 25))).toBe(true);
    expect(isExtended(...repeated(60, 20), null, ...repeated(60, 5))).toBe(true);
  });

  it('call no low extended by a gap within it', () => {
    const series = steady([
      ...calm,
      ...repeated(60, 20),
      ...repeated(null, 10),
      ...repeated(60, 20),
    ]);
    const { levelOne } = episodesOf(traceOf(series)).low;
    expect(levelOne.map(({ isExtended }) => isExtended)).toEqual([false, false]);
  });

  it('call a high of at least 90 minutes above 250 within 120 minutes extended', () => {
    const isExtended = (cadence: number, ...high: readonly (number | null)[]) => {
      const values = [...repeated(100, 20), ...high, ...repeated(100, 20)];
      const { levelOne } = episodesOf(steadyTrace(values, cadence)).high;
      expect(levelOne).toHaveLength(1);
      return levelOne[0]?.isExtended;
    };
    expect(isExtended(5, ...repeated(260, 17))).toBe(false);
    expect(isExtended(5, ...repeated(260, 18))).toBe(true);
    expect(isExtended(1, ...repeated(260, 89))).toBe(false);
    expect(isExtended(1, ...repeated(260, 90))).toBe(true);
    const parts = (between: number) => [
      ...[...repeated(200, 9), ...repeated(260, 4), ...repeated(200, 9)],
      ...[...repeated(260, 9), ...repeated(240, between), ...repeated(260, 9), 200],
    ];
    expect(isExtended(5, ...parts(6))).toBe(true);
    expect(isExtended(5, ...parts(7))).toBe(false);
    expect(isExtended(5, ...repeated(250, 60))).toBe(false);
  });

  it('forgive the jitter of a sensor where a high or a low is judged to be extended', () => {
    const jitter = (values: readonly (number | null)[]) => {
      const { takenAtMs, valueMgDl } = steady([...calm, ...values, ...calm]);
      const moved = Array.from(takenAtMs, (atMs, i) => atMs + (i % 3) * 2000);
      return episodesOf(traceOf({ takenAtMs: moved, valueMgDl }));
    };
    expect(jitter(repeated(60, 24)).low.levelOne[0]?.isExtended).toBe(false);
    expect(jitter(repeated(60, 25)).low.levelOne[0]?.isExtended).toBe(true);
    expect(jitter(repeated(260, 17)).high.levelOne[0]?.isExtended).toBe(false);
    expect(jitter(repeated(260, 18)).high.levelOne[0]?.isExtended).toBe(true);
  });

  it('hold where cadences mix', () => {
    const series = joined(
      steady([...repeated(100, 150), 60, 60], 5),
      steady([...repeated(60, 5), ...repeated(100, 200)], 1, midnightMs + 760 * minuteMs),
    );
    expect(told(episodesOf(traceOf(series)).low.levelOne)).toEqual([[750, 15]]);
  });

  it('are none without a reading', () => {
    expect(episodesOf(steadyTrace([]))).toEqual({
      low: { levelOne: [], levelTwo: [] },
      high: { levelOne: [], levelTwo: [] },
    });
  });
});
