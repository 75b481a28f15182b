import { describe, expect, it } from 'vitest';
import { newCadencesOf, shownCadencesOf } from '#src/glucose/readings/sensor-cadence.ts';

const startMs = Date.UTC(2026, 2, 1);

/** `count` readings every so many seconds, from a second on. */
function paced(seconds: number, count: number, fromSecond = 0): number[] {
  return Array.from({ length: count }, (_, n) => startMs + (fromSecond + n * seconds) * 1000);
}

const from = (second: number, seconds: number) => ({ fromMs: startMs + second * 1000, seconds });

describe('the cadence of a sensor', () => {
  it.each([12, 60, 137, 300])('is shown by six readings each %i s', (seconds) => {
    expect(shownCadencesOf(paced(seconds, 5))).toEqual([]);
    expect(shownCadencesOf(paced(seconds, 6).toReversed())).toEqual([from(0, seconds)]);
  });

  it('is told as what it is meant to be, to a tenth', () => {
    const jitter = [0, 2, -1, 3, 0, 1, -2].map((s) => s * 1000);
    const jittered = paced(299.7, 7).map((atMs, n) => atMs + (jitter[n] as number));
    expect(shownCadencesOf(jittered)[0]?.seconds).toBe(300);
    expect(shownCadencesOf(paced(62, 7))[0]?.seconds).toBe(60);
  });

  it('goes on where readings are lost, and begins with the first that goes by it', () => {
    const all = paced(300, 20);
    const some = all.filter((_, n) => n !== 3 && n !== 7 && n !== 8);
    expect(shownCadencesOf(some)).toEqual([from(0, 300)]);
    expect(shownCadencesOf([...paced(60, 3, -9000), ...all])).toEqual([from(0, 300)]);
  });

  it('is shown of each sensor in an answer', () => {
    const both = [...paced(60, 30), ...paced(300, 8, 7200)];
    expect(shownCadencesOf(both)).toEqual([from(0, 60), from(7200, 300)]);
  });

  it.each([1, 5, 10, 15])('is not shown by readings told twice, %i s apart', (seconds) => {
    const twice = paced(300, 50).flatMap((atMs) => [atMs, atMs + seconds * 1000]);
    expect(shownCadencesOf(twice)).toEqual([]);
    const thrice = twice.flatMap((atMs, n) => (n % 2 ? [atMs, atMs + seconds * 1000] : [atMs]));
    expect(shownCadencesOf(thrice)).toEqual([]);
  });

  it('is not shown by two sensors out of step', () => {
    expect(shownCadencesOf([...paced(300, 50), ...paced(300, 50, 100)])).toEqual([]);
  });

  it('is none of no readings', () => {
    expect(shownCadencesOf([])).toEqual([]);
  });
});

describe('news of a cadence', () => {
  it('is any that is quicker than what is known, or than five minutes', () => {
    expect(newCadencesOf([], [from(0, 300)])).toEqual([]);
    expect(newCadencesOf([], [from(0, 280)])).toEqual([]);
    expect(newCadencesOf([], [from(0, 60)])).toEqual([from(0, 60)]);
    expect(newCadencesOf([from(0, 60)], [from(0, 12)])).toEqual([from(0, 12)]);
    expect(newCadencesOf([from(0, 60)], [from(9, 60)])).toEqual([]);
  });

  it('is one that is slower where sensors have it, and else a loss of readings', () => {
    const known = [from(0, 60)];
    expect(newCadencesOf(known, [from(9, 300)])).toEqual([from(9, 300)]);
    for (const seconds of [120, 360, 600]) {
      expect(newCadencesOf(known, [from(9, seconds)])).toEqual([]);
    }
    expect(newCadencesOf([], [from(0, 1800)])).toEqual([]);
    expect(newCadencesOf([from(0, 12)], [from(9, 60)])).toEqual([from(9, 60)]);
  });

  it('is judged by what was known at its time, the news before it included', () => {
    const known = [from(100, 60)];
    expect(newCadencesOf(known, [from(50, 300)])).toEqual([]);
    expect(newCadencesOf(known, [from(50, 60), from(200, 300), from(300, 300)])).toEqual([
      from(50, 60),
      from(200, 300),
    ]);
  });
});
