import { sameReadingMs } from '#glucose';
import { lookedAtMs, type PollMemory, toldAround } from '#poller/policy';
import type { KnownAside } from './put-aside.ts';

/** An entry of an answer: a value, and when it was taken by the clock of whoever told it. */
export interface ToldEntry {
  readonly takenAtMs: number;
  readonly valueMgDl: number;
}

/** One that is doubted, and among which readings of now it was told, by their instants. */
interface DoubtedEntry extends ToldEntry {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** What an answer holds: what is doubted and was not met before, and what is not doubted. */
export interface ToldEntries {
  readonly met: readonly ToldEntry[];
  readonly right: readonly ToldEntry[];
  readonly answeredAtMs: number;
}

/** Of those that are known to be of a clock so many of the newest say how far it is behind. */
const knownEchoesMax = 12;
/** No reading of a sensor is nearer to another one than this share of its cadence. */
const besideShare = 0.55;
/** So many times more entries must have the value of the reading at a distance than another one. */
const agreementMin = 2;

/**
 * The instants of entries that are doubted and are an echo. Where the phone is right, and a second device
 * tells its readings with a clock that is behind, each of these comes with a reading of the same value, and
 * stands below that by what the clock is wrong: it is that reading, under a time at which it was not
 * taken. One without a reading above it is an echo too, where others of its distance are.
 *
 * What stands where nothing is told any more took the place of a reading, as a calibration does: it is
 * no echo, whatever its value. Pure.
 */
export function echoesIn(
  memory: PollMemory,
  { met, right, answeredAtMs }: ToldEntries,
  known: KnownAside,
): ReadonlySet<number> {
  const aside = [...known].map(([takenAtMs, { valueMgDl, reason, seenAtMs }]) => ({
    ...{ takenAtMs, valueMgDl, reason },
    ...toldAround(memory, seenAtMs, seenAtMs),
  }));
  const metNow = met.map(({ takenAtMs, valueMgDl }) => ({
    ...{ takenAtMs, valueMgDl },
    ...toldAround(memory, lookedAtMs(memory, takenAtMs), answeredAtMs),
  }));
  const before = aside.filter(({ reason }) => reason === 'doubted');
  const doubted = [...metNow, ...before].filter((each) => isBeside(each, right, memory));
  if (doubted.length === 0) return new Set();
  const ofClock = aside
    .filter(({ reason }) => reason === 'clock-behind')
    .sort((one, other) => other.takenAtMs - one.takenAtMs)
    .slice(0, knownEchoesMax);
  const echoes = new Set<number>();
  for (const each of [...doubted, ...ofClock]) {
    if (echoes.has(each.takenAtMs)) continue;
    for (const distanceMs of distancesOf(each, right, memory)) {
      for (const atMs of echoesAt(distanceMs, doubted, right, memory)) echoes.add(atMs);
    }
  }
  return echoes;
}

/** Whether what it contradicts is told still. */
function isBeside(
  { takenAtMs }: ToldEntry,
  right: readonly ToldEntry[],
  { cadenceMs }: PollMemory,
): boolean {
  return right.some((each) => Math.abs(each.takenAtMs - takenAtMs) < cadenceMs * besideShare);
}

/** How far above an entry the readings stand that have its value and were told with it. */
function distancesOf(
  { takenAtMs, valueMgDl, fromMs, untilMs }: DoubtedEntry,
  right: readonly ToldEntry[],
  { cadenceMs }: PollMemory,
): readonly number[] {
  return right
    .filter((each) => each.valueMgDl === valueMgDl)
    .filter((each) => each.takenAtMs >= fromMs && each.takenAtMs <= untilMs)
    .map((each) => each.takenAtMs - takenAtMs)
    .filter((distanceMs) => distanceMs > cadenceMs);
}

/** What a clock that is behind by the distance has told; nothing where values say otherwise. */
function echoesAt(
  distanceMs: number,
  doubted: readonly DoubtedEntry[],
  right: readonly ToldEntry[],
  { cadenceMs }: PollMemory,
): readonly number[] {
  const echoes: number[] = [];
  const alone: number[] = [];
  let otherCount = 0;
  // Either of the two may be told some seconds apart.
  const nearMs = 2 * sameReadingMs(cadenceMs);
  for (const { takenAtMs, valueMgDl, fromMs, untilMs } of doubted) {
    const atMs = takenAtMs + distanceMs;
    const above = right.filter((each) => Math.abs(each.takenAtMs - atMs) < nearMs);
    if (above.some((each) => each.valueMgDl === valueMgDl)) echoes.push(takenAtMs);
    else if (above.length > 0) otherCount += 1;
    else if (fromMs <= atMs && atMs <= untilMs) alone.push(takenAtMs);
  }
  const isAgreed = otherCount === 0 || echoes.length > otherCount * agreementMin;
  return isAgreed ? [...echoes, ...alone] : [];
}
