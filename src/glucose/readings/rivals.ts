import type { DatedEntry, Entry } from './entry.ts';
import { toSecond } from './to-second.ts';

/**
 * Entries of one second that have different values: one tells the reading of that second, the other
 * one was dated there by a clock that is wrong. The order of an answer must not decide between them:
 *
 * - What is known to be of a wrong clock gives way to what is not.
 * - A value that is stored there already stands, so that no two answers disagree.
 * - Else the one stands that is nearest to where the readings before it were heading, or, where there
 *   are none, those behind it.
 * - Where nothing tells, the lower one: a low that is none does less harm than one that is hidden.
 *
 * Gives the entries of each second (epoch ms), the one that stands last. `stored` ascends.
 */
export function tellingsBySecond<T extends DatedEntry>(
  stored: readonly Entry[],
  entries: readonly T[],
): ReadonlyMap<number, readonly T[]> {
  const told = groupedBySecond(entries);
  const rivals = [...told].filter(([, tellings]) => tellings.length > 1);
  if (rivals.length === 0) return told;
  const known = knownPoints(stored, told);
  const forwards = rivals.sort(([one], [other]) => one - other);
  const unheard = forwards.filter((rival) => !settle(known, rival, -1));
  const open = unheard.toReversed().filter((rival) => !settle(known, rival, 1));
  for (const [second, tellings] of open) {
    const lowest = tellings.toSorted((one, other) => one.valueMgDl - other.valueMgDl)[0] as T;
    known.set(second, lowest.valueMgDl);
  }
  return new Map(
    [...told].map(([second, tellings]) => [second, standingLast(tellings, known.get(second))]),
  );
}

/** Readings of before so long ago tell nothing of where glucose was heading. */
const headingMsMax = 15 * 60_000;
/** Nearer than that, two of them tell it badly. */
const headingMsMin = 55_000;

/** Values of one second in which no two are the same; entries of right clocks where there are any. */
function groupedBySecond<T extends DatedEntry>(entries: readonly T[]): Map<number, readonly T[]> {
  const told = new Map<number, T[]>();
  for (const entry of entries) {
    const second = toSecond(entry.takenAtMs);
    const tellings = told.get(second);
    if (!tellings) told.set(second, [entry]);
    else if (!tellings.some(({ valueMgDl }) => valueMgDl === entry.valueMgDl)) tellings.push(entry);
  }
  return told;
}

/** What is stored, and what is told once; by second. */
function knownPoints<T extends DatedEntry>(
  stored: readonly Entry[],
  told: ReadonlyMap<number, readonly T[]>,
): Map<number, number> {
  const known = new Map<number, number>();
  for (const [second, [entry, ...others]] of told) {
    if (entry && others.length === 0) known.set(second, entry.valueMgDl);
  }
  for (const { takenAtMs, valueMgDl } of stored) known.set(takenAtMs, valueMgDl);
  return known;
}

/** Decides a second by the points before it (-1) or behind it (1); whether there were any. */
function settle<T extends DatedEntry>(
  known: Map<number, number>,
  [second, tellings]: readonly [number, readonly T[]],
  side: -1 | 1,
): boolean {
  const expected = known.get(second) ?? headingAt(known, second, side);
  if (expected === null) return false;
  const right = tellings.filter(({ isOfWrongClock }) => !isOfWrongClock);
  const away = ({ valueMgDl }: T) => Math.abs(valueMgDl - expected);
  const nearest = (right.length > 0 ? right : tellings).toSorted(
    (one, other) => away(one) - away(other) || one.valueMgDl - other.valueMgDl,
  )[0] as T;
  known.set(second, nearest.valueMgDl);
  return true;
}

/** The value that the points on one side of a moment lead to, by the straight line through two. */
function headingAt(known: ReadonlyMap<number, number>, atMs: number, side: -1 | 1): number | null {
  const distance = (second: number) => (second - atMs) * side;
  const near = [...known.keys()]
    .filter((second) => distance(second) > 0 && distance(second) <= headingMsMax)
    .sort((one, other) => distance(one) - distance(other));
  const [first] = near;
  if (first === undefined) return null;
  const value = known.get(first) as number;
  const second = near.find((each) => distance(each) - distance(first) >= headingMsMin);
  if (second === undefined) return value;
  const slope = (value - (known.get(second) as number)) / (first - second);
  return value + slope * (atMs - first);
}

function standingLast<T extends Entry>(
  tellings: readonly T[],
  valueMgDl: number | undefined,
): readonly T[] {
  const standing = tellings.find((telling) => telling.valueMgDl === valueMgDl);
  if (!standing) return tellings;
  return [...tellings.filter((telling) => telling !== standing), standing];
}
