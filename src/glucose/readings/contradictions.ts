import type { Entry, MatchedEntries, MatchedEntry } from './match-readings.ts';

/** From when on samples are still taking shape, and how often their sensor measures. */
export interface Guard {
  /** Epoch ms: samples from before then are contradicted by a reading only if it is believed. */
  readonly untilMs: number;
  readonly cadenceMs: number;
}

/** An entry that contradicts what is stored. */
export interface Contradiction {
  readonly takenAtMs: number;
  /** It stands between samples, nearer to one than a sensor measures; or else it has another value. */
  readonly isBetween: boolean;
}

export interface GuardedEntries<T extends Entry> extends MatchedEntries<T> {
  readonly contradicting: readonly Contradiction[];
}

/** No reading of a sensor is nearer to another one than this share of its cadence. */
const betweenShare = 0.55;

/** An entry, and what is known of the clock that dated it. */
export interface DatedEntry extends Entry {
  readonly isBelieved?: boolean;
  readonly isOfWrongClock?: boolean;
}

/**
 * Takes out of what is to be written what contradicts samples that have been there for a while. Such
 * an entry may be right, as a calibration is, or come from a clock that is wrong: others decide. What
 * comes from a clock of which that is known is not written at all.
 */
export function withoutContradictions<T extends DatedEntry>(
  stored: readonly Entry[],
  matched: MatchedEntries<T>,
  { untilMs, cadenceMs }: Guard,
): GuardedEntries<T> {
  const settled = stored.filter(({ takenAtMs }) => takenAtMs < untilMs);
  const valueAt = new Map(settled.map((sample) => [sample.takenAtMs, sample.valueMgDl]));
  const apartMs = cadenceMs * betweenShare;
  const isBetween = ({ takenAtMs, entry }: MatchedEntry<T>) =>
    !entry.isBelieved && settled.some((sample) => Math.abs(sample.takenAtMs - takenAtMs) < apartMs);
  const isOther = ({ takenAtMs, entry }: MatchedEntry<T>) =>
    !entry.isBelieved && (valueAt.get(takenAtMs) ?? entry.valueMgDl) !== entry.valueMgDl;
  const between = new Set(matched.created.filter(isBetween));
  const isAgainst = (each: MatchedEntry<T>) => each.entry.isOfWrongClock || between.has(each);
  const isChange = (each: MatchedEntry<T>) => each.entry.isOfWrongClock || isOther(each);
  const of = (each: MatchedEntry<T>): Contradiction => {
    return { takenAtMs: each.entry.takenAtMs, isBetween: between.has(each) };
  };
  return {
    created: matched.created.filter((each) => !isAgainst(each)),
    revised: matched.revised.filter((each) => !isChange(each)),
    contradicting: [
      ...matched.created.filter(isAgainst).map(of),
      ...matched.revised.filter(isChange).map(of),
    ],
  };
}
