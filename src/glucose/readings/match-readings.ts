import { type DatedEntry, type Entry, isSame } from './entry.ts';
import { apartMsMax, areAnyNear, crowdsIn, startsOfReadings } from './one-reading.ts';
import { tellingsBySecond } from './rivals.ts';
import { type SensorCadence, shownCadencesOf } from './sensor-cadence.ts';

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
export function matchReadings<T extends DatedEntry>(
  stored: readonly Entry[],
  entries: readonly T[],
  cadences: readonly SensorCadence[],
): MatchedEntries<T> {
  const samples = new Map(stored.map((sample) => [sample.takenAtMs, sample]));
  const told = tellingsBySecond(stored, entries);
  const seconds = [...new Set([...samples.keys(), ...told.keys()])].sort((a, b) => a - b);
  const created: MatchedEntry<T>[] = [];
  const revised: MatchedEntry<T>[] = [];
  const confirmed: MatchedEntry<T>[] = [];
  const valueAt = (atMs: number) =>
    (told.get(atMs)?.at(-1) ?? samples.get(atMs))?.valueMgDl as number;
  for (const group of readingsOf(seconds, cadences, valueAt)) {
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
  const valueAt = (atMs: number) => at.get(atMs)?.valueMgDl as number;
  return readingsOf([...at.keys()], cadences, valueAt).flatMap((group) => {
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

/**
 * Instants, ascending, in the groups that are one reading each. In a crowd of what several devices told
 * of several sensors it is the value that tells which entries are of one sensor, where that is known.
 */
function readingsOf(
  takenAtMs: readonly number[],
  cadences: readonly SensorCadence[],
  valueAt?: (atMs: number) => number,
): readonly (readonly number[])[] {
  if (!areAnyNear(takenAtMs)) return takenAtMs.map((atMs) => [atMs]);
  const shown = [...cadences, ...shownCadencesOf(takenAtMs)].sort((a, b) => a.fromMs - b.fromMs);
  const starts = startsOfReadings(takenAtMs, shown);
  const groups = starts.map((start, i) => takenAtMs.slice(start, starts[i + 1]));
  if (!valueAt) return groups;
  const ofCrowds = crowdsIn(takenAtMs, shown).flatMap(
    ({ start, end }) => groupedByValue(takenAtMs.slice(start, end), valueAt) ?? [],
  );
  const regrouped = new Set(ofCrowds.flat());
  const others = groups.filter((group) => !group.some((atMs) => regrouped.has(atMs)));
  return [...others, ...ofCrowds].sort(([one = 0], [other = 0]) => one - other);
}

/** Null where values do not tell: all are the same, or entries of one are too far apart. */
function groupedByValue(
  takenAtMs: readonly number[],
  valueAt: (atMs: number) => number,
): readonly (readonly number[])[] | null {
  const groups = new Map<number, number[]>();
  for (const atMs of takenAtMs) {
    const valueMgDl = valueAt(atMs);
    groups.set(valueMgDl, [...(groups.get(valueMgDl) ?? []), atMs]);
  }
  const byValue = [...groups.values()];
  const isShort = ([first = 0, ...others]: readonly number[]) =>
    (others.at(-1) ?? first) - first < apartMsMax;
  const isTold = byValue.length < takenAtMs.length && byValue.length > 1;
  return isTold && byValue.every(isShort) ? byValue : null;
}

/** The entries of a group, each at the place that is nearest to it; the last of a place stands. */
function entriesByPlace<T extends Entry>(
  group: readonly number[],
  told: ReadonlyMap<number, readonly T[]>,
  places: readonly number[],
): ReadonlyMap<number, readonly T[]> {
  const byPlace = new Map<number, T[]>();
  for (const atMs of group) {
    const tellings = told.get(atMs);
    if (!tellings) continue;
    const place = places.reduce((a, b) => (Math.abs(b - atMs) < Math.abs(a - atMs) ? b : a));
    byPlace.set(place, [...(byPlace.get(place) ?? []), ...tellings]);
  }
  return byPlace;
}
