import { sameReadingMs } from '#glucose';
import type { Reading } from '#providers';

/** With fewer pairs than this that agree nothing is said. */
const agreeingMin = 2;
/** So many times more pairs agree than those of which neither entry has the value below. */
const agreementMin = 3;
/** The clock is looked for by so many of the newest that are ahead. */
const aheadTried = 3;
/** No reading of a sensor is nearer to another one than this share of its cadence. */
const besideShare = 0.55;
/** Either of two may be told some seconds apart, and no farther than this share of a cadence. */
const nearShare = 0.3;
/** So much farther than that from whole cadences, since a sensor is not that even. */
const offGridShare = 1.5;

/**
 * What a second device whose clock is ahead has told in an answer, where what it told before looks
 * like any other reading by now, as after hours in which nobody asked: entries that stand beside others, with the
 * value of a reading below, at one distance for almost all of them. `isAhead` says of which it is
 * known; with none nothing is said. `entries` are newest first. Pure.
 */
export function echoesAhead(
  entries: readonly Reading[],
  cadenceMs: number,
  isAhead: (entry: Reading) => boolean,
): ReadonlySet<Reading> {
  const ahead = entries.filter(isAhead);
  const none = new Set<Reading>();
  if (ahead.length === 0) return none;
  const pairs = pairsIn(entries, cadenceMs);
  if (pairs.length < agreeingMin) return none;
  const byValue = Map.groupBy(entries, ({ valueMgDl }) => valueMgDl);
  const distances = ahead.slice(0, aheadTried).flatMap(({ takenAtMs, valueMgDl }) =>
    (byValue.get(valueMgDl) ?? [])
      .filter((each) => !isAhead(each))
      .map((each) => takenAtMs - each.takenAtMs)
      .filter((distanceMs) => distanceMs >= sameReadingMs(cadenceMs)),
  );
  const answer = { pairs, entries, byValue, ahead: new Set(ahead), cadenceMs };
  let best = nothing;
  for (const distanceMs of distances) {
    const found = echoesAt(distanceMs, answer);
    if (found.score > best.score) best = found;
  }
  return best.echoes;
}

interface Found {
  readonly echoes: ReadonlySet<Reading>;
  /** By how much more pairs agree; 0 where they do not. */
  readonly score: number;
}

type Pair = readonly [earlier: Reading, later: Reading];

/** Two that no sensor measures so near to each other, and that are not told of one reading; oldest first. */
function pairsIn(entries: readonly Reading[], cadenceMs: number): readonly Pair[] {
  const sameMs = sameReadingMs(cadenceMs);
  return entries
    .flatMap((later, i): Pair[] => {
      const earlier = entries[i + 1];
      if (!earlier) return [];
      const apartMs = later.takenAtMs - earlier.takenAtMs;
      const isTwice = apartMs < sameMs && later.valueMgDl === earlier.valueMgDl;
      return apartMs >= cadenceMs * besideShare || isTwice ? [] : [[earlier, later]];
    })
    .toReversed();
}

interface Answer {
  readonly pairs: readonly Pair[];
  readonly entries: readonly Reading[];
  readonly byValue: ReadonlyMap<number, readonly Reading[]>;
  readonly ahead: ReadonlySet<Reading>;
  readonly cadenceMs: number;
}

/** What stands by the distance of a clock above a reading of its value. */
function echoesAt(distanceMs: number, answer: Answer): Found {
  const { pairs, entries, cadenceMs } = answer;
  const nearMs = Math.min(sameReadingMs(cadenceMs), cadenceMs * nearShare);
  const echoes = new Set(answer.ahead);
  const isBelow = (entry: Reading, other: Reading) =>
    other !== entry &&
    !echoes.has(other) &&
    Math.abs(entry.takenAtMs - distanceMs - other.takenAtMs) < nearMs;
  const hasTwin = (entry: Reading) =>
    (answer.byValue.get(entry.valueMgDl) ?? []).some((other) => isBelow(entry, other));
  const offGridMs = (ms: number) => Math.abs(ms - Math.round(ms / cadenceMs) * cadenceMs);
  // Beside a reading an echo stands by what is left of the distance.
  const isEcho = (entry: Reading, [earlier, later]: Pair) => {
    const other = entry === later ? earlier : later;
    const besideMs = entry.takenAtMs - other.takenAtMs;
    return offGridMs(besideMs - distanceMs) < nearMs && hasTwin(entry);
  };
  const hasAnyBelow = (entry: Reading) => entries.some((other) => isBelow(entry, other));
  let agreeing = 0;
  let otherCount = 0;
  for (const pair of pairs) {
    const known = pair.filter((entry) => echoes.has(entry));
    const alike = (known.length > 0 ? known : pair).filter((entry) => isEcho(entry, pair));
    if (alike.length === 0 && pair.some(hasAnyBelow)) otherCount += 1;
    // Where either of two could be, nothing is said.
    if (alike.length !== 1) continue;
    agreeing += 1;
    echoes.add(alike[0] as Reading);
  }
  if (agreeing < agreeingMin || agreeing <= agreementMin * otherCount) return nothing;
  // By no whole number of cadences no reading of the sensor stands above another one.
  const isOffGrid = offGridMs(distanceMs) > nearMs * offGridShare;
  for (const entry of isOffGrid ? entries.toReversed() : []) {
    if (hasTwin(entry)) echoes.add(entry);
  }
  return { echoes, score: agreeing - agreementMin * otherCount };
}

const nothing: Found = { echoes: new Set(), score: 0 };
