import type { DatedEntry, Entry } from './entry.ts';
import type { MatchedEntries, MatchedEntry } from './match-readings.ts';
import { sameReadingMs } from './one-reading.ts';

/** From when on samples are still taking shape, and how often their sensor measures. */
export interface Guard {
  /** Epoch ms: samples from before then are contradicted by a reading only if it is believed. */
  readonly untilMs: number;
  readonly cadenceMs: number;
}

/** An entry that contradicts what is stored. */
export interface Contradiction {
  readonly takenAtMs: number;
  readonly valueMgDl: number;
  /** It stands between samples, nearer to one than a sensor measures; or else it has another value. */
  readonly isBetween: boolean;
}

export interface GuardedEntries<T extends Entry>
  extends Pick<MatchedEntries<T>, 'created' | 'revised'> {
  readonly contradicting: readonly Contradiction[];
}

/** No reading of a sensor is nearer to another one than this share of its cadence. */
const betweenShare = 0.55;

/**
 * Takes out of what is to be written the readings that contradict samples that have been there for a
 * while: with all entries that told them, since these have one fate. Such a reading may be right, as a
 * calibration is, or come from a clock that is wrong: others decide. What comes from a clock of
 * which that is known is not written at all.
 */
export function withoutContradictions<T extends DatedEntry>(
  stored: readonly Entry[],
  matched: MatchedEntries<T>,
  guard: Guard,
): GuardedEntries<T> {
  const settled = stored.filter(({ takenAtMs }) => takenAtMs < guard.untilMs);
  const fresh = matched.created.filter((each) => !isToldAgain(each, settled, guard));
  const between = fresh.filter((each) => isAgainst(each, settled, guard));
  const others = otherValues(settled, matched, guard);
  const front = between.length + others.size > 0 ? oldFront(stored, fresh, guard) : [];
  const against = new Set([...between, ...front]);
  return {
    created: fresh.filter((each) => !against.has(each)),
    revised: matched.revised.filter(({ entry }) => !others.has(entry)),
    contradicting: [
      ...between.flatMap(({ entries }) => entries.map((entry) => contradictionOf(entry, true))),
      ...[...front.flatMap(({ entries }) => entries), ...others].map((entry) =>
        contradictionOf(entry, false),
      ),
    ],
  };
}

/** Whether an entry is one of those that contradict. */
export function isContradictedIn(contradicting: readonly Contradiction[]) {
  const keys = new Set(contradicting.map(keyOf));
  return (entry: Pick<Entry, 'takenAtMs' | 'valueMgDl'>) => keys.has(keyOf(entry));
}

const keyOf = ({ takenAtMs, valueMgDl }: Pick<Entry, 'takenAtMs' | 'valueMgDl'>) =>
  `${takenAtMs} ${valueMgDl}`;

function contradictionOf({ takenAtMs, valueMgDl }: Entry, isBetween: boolean): Contradiction {
  return { takenAtMs, valueMgDl, isBetween };
}

/** What another device told of a stored reading, where entries in between hide that they are one. */
function isToldAgain<T extends Entry>(
  { takenAtMs, entries }: MatchedEntry<T>,
  settled: readonly Entry[],
  { cadenceMs }: Guard,
): boolean {
  const nearMs = sameReadingMs(cadenceMs);
  return settled.some(
    (sample) =>
      Math.abs(sample.takenAtMs - takenAtMs) < nearMs &&
      entries.every(({ valueMgDl }) => valueMgDl === sample.valueMgDl),
  );
}

function isAgainst<T extends DatedEntry>(
  { takenAtMs, entry }: MatchedEntry<T>,
  settled: readonly Entry[],
  { cadenceMs }: Guard,
): boolean {
  if (entry.isOfWrongClock) return true;
  const apartMs = cadenceMs * betweenShare;
  return (
    !entry.isBelieved && settled.some((each) => Math.abs(each.takenAtMs - takenAtMs) < apartMs)
  );
}

/**
 * The entries in the place of a sample that have another value, whether they would stand or not.
 * Where two sensors that are worn together tell each reading twofold, none is against the other.
 */
function otherValues<T extends DatedEntry>(
  settled: readonly Entry[],
  { created, revised, confirmed }: MatchedEntries<T>,
  { untilMs }: Guard,
): ReadonlySet<T> {
  const valueAt = new Map(settled.map((sample) => [sample.takenAtMs, sample.valueMgDl]));
  const isTwofold = [...created, ...revised, ...confirmed].some(
    ({ takenAtMs, entry, entries }) =>
      takenAtMs >= untilMs && entries.some(({ valueMgDl }) => valueMgDl !== entry.valueMgDl),
  );
  const isOther = ({ takenAtMs }: MatchedEntry<T>, entry: T) => {
    const valueMgDl = valueAt.get(takenAtMs);
    if (entry.isOfWrongClock) return valueMgDl !== entry.valueMgDl;
    return !entry.isBelieved && (valueMgDl ?? entry.valueMgDl) !== entry.valueMgDl;
  };
  const unheard = isTwofold ? [] : [...revised, ...confirmed];
  return new Set([
    ...unheard.flatMap((each) => each.entries.filter((entry) => isOther(each, entry))),
    ...revised.flatMap((each) => (isOther(each, each.entry) ? each.entry : [])),
  ]);
}

/**
 * What an answer that contradicts adds at its front, where nothing in it is of now: a clock that is
 * behind has passed the newest sample already.
 */
function oldFront<T extends DatedEntry>(
  stored: readonly Entry[],
  created: readonly MatchedEntry<T>[],
  { untilMs }: Guard,
): readonly MatchedEntry<T>[] {
  const newestMs = stored.at(-1)?.takenAtMs ?? Number.NEGATIVE_INFINITY;
  const front = created.filter(({ takenAtMs }) => takenAtMs > newestMs);
  const isOld = newestMs < untilMs && front.every(({ takenAtMs }) => takenAtMs < untilMs);
  return isOld ? front.filter(({ entry }) => !entry.isBelieved) : [];
}
