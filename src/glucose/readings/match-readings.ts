import { areAnyNear, startsOfReadings } from './one-reading.ts';
import { type SensorCadence, shownCadencesOf } from './sensor-cadence.ts';
import { toSecond } from './to-second.ts';

/** A sample or an entry, as far as matching looks at it. */
export interface Entry {
  readonly takenAtMs: number;
  readonly valueMgDl: number;
  /** An index into `trends`. */
  readonly trend: number;
}

/** What a reading does to the sample at an instant, which is a whole second. */
export interface MatchedEntry<T extends Entry> {
  readonly takenAtMs: number;
  /** The one that says value and trend. */
  readonly entry: T;
  /** All that told the reading, oldest first. */
  readonly entries: readonly T[];
}

export interface MatchedEntries<T extends Entry> {
  readonly created: readonly MatchedEntry<T>[];
  readonly revised: readonly MatchedEntry<T>[];
  /** Samples that stay as they are, told by more than one entry. */
  readonly confirmed: readonly MatchedEntry<T>[];
}

/**
 * What the entries of an answer make of the samples around them. A sample keeps its instant, which is
 * that of the first entry that told its reading, or of the earliest of those that came together. Of
 * the entries of a reading the one that is dated last says value and trend: it is in every answer that
 * holds any of them, since answers are cut at their old end, so that no two answers disagree.
 *
 * `stored` ascends, and holds all samples within `surroundingsMs` of the entries.
 */
export function matchReadings<T extends Entry>(
  stored: readonly Entry[],
  entries: readonly T[],
  cadences: readonly SensorCadence[],
): MatchedEntries<T> {
  const samples = new Map(stored.map((sample) => [sample.takenAtMs, sample]));
  const told = bySecond(entries);
  const seconds = [...new Set([...samples.keys(), ...told.keys()])].sort((a, b) => a - b);
  const created: MatchedEntry<T>[] = [];
  const revised: MatchedEntry<T>[] = [];
  const confirmed: MatchedEntry<T>[] = [];
  for (const group of readingsOf(seconds, cadences)) {
    const kept = group.filter((atMs) => samples.has(atMs));
    const places = kept.length > 0 ? kept : group.slice(0, 1);
    for (const [takenAtMs, toldThere] of entriesByPlace(group, told, places)) {
      const sample = samples.get(takenAtMs);
      const entry = toldThere.at(-1) as T;
      const matched = { takenAtMs, entry, entries: toldThere };
      if (!sample) created.push(matched);
      else if (!isSame(sample, entry)) revised.push(matched);
      else if (toldThere.length > 1) confirmed.push(matched);
    }
  }
  return { created, revised, confirmed };
}

/** A reading that was stored as more than one sample: `kept` is to hold what `last` does. */
export interface Double<T extends Entry> {
  readonly kept: T;
  readonly last: T;
  readonly removed: readonly T[];
}

/** What of samples, ascending, is there more than once. */
export function doublesOf<T extends Entry>(
  samples: readonly T[],
  cadences: readonly SensorCadence[],
): readonly Double<T>[] {
  const at = new Map(samples.map((sample) => [sample.takenAtMs, sample]));
  return readingsOf([...at.keys()], cadences).flatMap((group) => {
    const [kept, ...removed] = group.flatMap((atMs) => at.get(atMs) ?? []);
    const last = removed.at(-1);
    return kept && last ? [{ kept, last, removed }] : [];
  });
}

/** The instants of entries, in any order, once a reading: of each the first; ascending. */
export function instantsOfReadings(
  takenAtMs: readonly number[],
  cadences: readonly SensorCadence[],
): readonly number[] {
  return instantsByReading(takenAtMs, cadences).map((group) => group[0] as number);
}

/** The instants of entries, in any order, by the reading that they tell; ascending. */
export function instantsByReading(
  takenAtMs: readonly number[],
  cadences: readonly SensorCadence[],
): readonly (readonly number[])[] {
  return readingsOf(
    takenAtMs.toSorted((a, b) => a - b),
    cadences,
  );
}

/** Instants, ascending, in the groups that are one reading each. */
function readingsOf(
  takenAtMs: readonly number[],
  cadences: readonly SensorCadence[],
): readonly (readonly number[])[] {
  if (!areAnyNear(takenAtMs)) return takenAtMs.map((atMs) => [atMs]);
  const shown = [...cadences, ...shownCadencesOf(takenAtMs)];
  const starts = startsOfReadings(
    takenAtMs,
    shown.sort((a, b) => a.fromMs - b.fromMs),
  );
  return starts.map((start, i) => takenAtMs.slice(start, starts[i + 1] ?? takenAtMs.length));
}

/** One entry a second, in which the first one stands. */
function bySecond<T extends Entry>(entries: readonly T[]): ReadonlyMap<number, T> {
  const told = new Map<number, T>();
  for (const entry of entries) {
    const second = toSecond(entry.takenAtMs);
    if (!told.has(second)) told.set(second, entry);
  }
  return told;
}

/** The entries of a group, each at the place that is nearest to it; the last of a place stands. */
function entriesByPlace<T extends Entry>(
  group: readonly number[],
  told: ReadonlyMap<number, T>,
  places: readonly number[],
): ReadonlyMap<number, readonly T[]> {
  const byPlace = new Map<number, T[]>();
  for (const atMs of group) {
    const entry = told.get(atMs);
    if (!entry) continue;
    const place = places.reduce((a, b) => (Math.abs(b - atMs) < Math.abs(a - atMs) ? b : a));
    byPlace.set(place, [...(byPlace.get(place) ?? []), entry]);
  }
  return byPlace;
}

export function isSame(one: Entry, other: Entry): boolean {
  return one.valueMgDl === other.valueMgDl && one.trend === other.trend;
}
