import { sameReadingMs } from '#glucose';
import type { Reading } from '#providers';

/** Two entries in one place, the later one first. */
type Pair = readonly [later: Reading, earlier: Reading];

/** With fewer pairs than this that agree nothing is said. */
const agreeingMin = 8;
/** Of these so many values, or else all may be one flat line. */
const valuesMin = 4;
/** So many times more pairs agree than those of which neither entry, or either, has the value above. */
const agreementMin = 3;
/** The clock is looked for by so many of the newest pairs. */
const pairsTried = 3;
/** They are echoes of readings that are no more than so many cadences below the newest. */
const cadencesOfNow = 1.5;

/**
 * What a second device whose clock is behind has told in an answer of which nothing is stored yet, so
 * that nothing contradicts: entries that stand in the place of others, with other values. Of each pair
 * the one is an echo that has the value of the reading above it, at one distance for almost all of them;
 * and the device tells still. Of a device that tells no more nothing says which of the two is right.
 * `entries` are newest first. Pure.
 */
export function echoesAmong(
  entries: readonly Reading[],
  cadenceMs: number,
  nowMs: number,
): ReadonlySet<Reading> {
  const pairs = pairsIn(entries, cadenceMs).filter(
    ([later, earlier]) => later.valueMgDl !== earlier.valueMgDl,
  );
  const newestMs = entries[0]?.takenAtMs ?? nowMs;
  if (pairs.length < agreeingMin || newestMs > nowMs) return new Set();
  const ofNow = entries.filter(({ takenAtMs }) => takenAtMs > newestMs - cadencesOfNow * cadenceMs);
  // A device that is ahead stands beside the phone up to now: then these are the echoes of the other.
  if (pairsIn(ofNow, cadenceMs).length > 0) return new Set();
  const tried = pairs.slice(0, pairsTried).flat();
  const distances = tried.flatMap(({ takenAtMs, valueMgDl }) =>
    ofNow
      .filter((each) => each.valueMgDl === valueMgDl && each.takenAtMs - takenAtMs > cadenceMs)
      .map((each) => each.takenAtMs - takenAtMs),
  );
  const found = distances.map((distanceMs) => echoesAt(distanceMs, pairs, entries, cadenceMs));
  return found.reduce((most, each) => (each.size > most.size ? each : most), new Set<Reading>());
}

function pairsIn(entries: readonly Reading[], cadenceMs: number): readonly Pair[] {
  const sameMs = sameReadingMs(cadenceMs);
  return entries.flatMap((later, i): Pair[] => {
    const earlier = entries[i + 1];
    if (!earlier || later.takenAtMs - earlier.takenAtMs >= sameMs) return [];
    return [[later, earlier]];
  });
}

/** None where the pairs do not agree that it is the distance of a clock. */
function echoesAt(
  distanceMs: number,
  pairs: readonly Pair[],
  entries: readonly Reading[],
  cadenceMs: number,
): ReadonlySet<Reading> {
  const nearMs = 2 * sameReadingMs(cadenceMs);
  const judged = pairs.flatMap((pair) => {
    const atMs = pair[0].takenAtMs + distanceMs;
    const above = entries.filter(({ takenAtMs }) => Math.abs(takenAtMs - atMs) < nearMs);
    const isAbove = ({ valueMgDl }: Reading) => above.some((each) => each.valueMgDl === valueMgDl);
    return above.length === 0 ? [] : [{ pair, alike: pair.filter(isAbove) }];
  });
  const certain = judged.filter(({ alike }) => alike.length === 1);
  const echoes = certain.flatMap(({ alike }) => alike);
  const values = new Set(echoes.map(({ valueMgDl }) => valueMgDl));
  const isAgreed = echoes.length > agreementMin * (judged.length - echoes.length);
  if (echoes.length < agreeingMin || values.size < valuesMin || !isAgreed) return new Set();
  // Where either could be, the one that lies on the side of the others.
  const laterCount = certain.filter(({ pair: [later], alike: [echo] }) => later === echo).length;
  const side = laterCount * 2 > echoes.length ? 0 : 1;
  const open = judged.filter(({ alike }) => alike.length === 2);
  return new Set([...echoes, ...open.map(({ pair }) => pair[side])]);
}
