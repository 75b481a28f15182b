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

interface ToldEntry extends Entry {
  readonly isBelieved?: boolean;
  readonly isOfWrongClock?: boolean;
}

/**
 * Takes out of what is to be written what contradicts samples that have been there for a while. Such
 * an entry may be right, as a calibration is, or come from a clock that is wrong: others decide. What
 * comes from a clock of which that is known is not written at all.
 */
export function withoutContradictions<T extends ToldEntry>(
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
  const isKept = (each: MatchedEntry<T>, isAgainst: boolean) =>
    !isAgainst && !each.entry.isOfWrongClock;
  const kept = {
    created: matched.created.filter((each) => isKept(each, isBetween(each))),
    revised: matched.revised.filter((each) => isKept(each, isOther(each))),
  };
  const keptEntries = new Set([...kept.created, ...kept.revised]);
  const contradicting = [...matched.created, ...matched.revised]
    .filter((each) => !keptEntries.has(each))
    .map((each) => {
      const isNew = matched.created.includes(each);
      return { takenAtMs: each.entry.takenAtMs, isBetween: isNew && isBetween(each) };
    });
  return { ...kept, contradicting };
}
