import { silentAfterMs } from '#connections';
import { instantsByReading, sameReadingMs } from '#glucose';
import {
  behindUntilMs,
  isAtDoubtedDistance,
  isClockBehind,
  nextCadenceMs,
  type PollMemory,
} from '#poller/policy';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import type { Reading } from '#providers';

/**
 * Why a reading is kept apart from what is served as glucose:
 *
 * - `from-the-future`: its clock is ahead. `too-old`: no answer reaches back so far.
 * - `clock-ahead`: its clock is ahead by little, and it is a second device's, as far as is known.
 * - `doubted`: it may come from a clock that is behind; the next polls decide.
 * - `clock-behind`: they have. `believed`: they have the other way, and it is served when met again.
 */
export type AsideReason =
  | 'from-the-future'
  | 'clock-ahead'
  | 'too-old'
  | 'doubted'
  | 'clock-behind'
  | 'believed';

export function isOfClockAhead(reason: AsideReason): boolean {
  return reason === 'from-the-future' || reason === 'clock-ahead';
}

export interface AsideReading {
  readonly reading: Pick<Reading, 'takenAtMs' | 'valueMgDl'>;
  readonly reason: AsideReason;
}

/** One that was put aside, and when it was first met. */
export interface KnownAsideReading {
  readonly valueMgDl: number;
  readonly reason: AsideReason;
  readonly seenAtMs: number;
}

/** What is aside, by instant (epoch ms). */
export type KnownAside = ReadonlyMap<number, KnownAsideReading>;

type Read = Extract<PollOutcome, { kind: 'read' }>;

interface Sorted {
  /** Newest first, and new to what is aside. */
  readonly credible: readonly Reading[];
  readonly rejected: readonly AsideReading[];
  readonly known: KnownAside;
}

/** A longer pause between polls, and a phone may have told readings ahead that lie behind us now. */
const absenceMs = 60 * 60 * 1000;
/** One step more than this, in cadences, and readings are missing in between. */
const nextShareMax = 1.5;

/** What is not credible by what stands beside it, and why. */
export function doubtfulIn(
  poll: ClaimedPoll,
  outcome: Read,
  sorted: Sorted,
): ReadonlyMap<Reading, AsideReason> {
  const { credible, rejected } = sorted;
  const { polledAtMs } = poll.memory;
  const wasAbsent = polledAtMs === null || outcome.answeredAtMs - polledAtMs > absenceMs;
  const ahead = rejected.filter(({ reason }) => reason === 'from-the-future');
  const lowest = ahead.at(-1);
  if (lowest && wasAbsent) {
    const times = [...ahead.map(({ reading }) => reading), ...credible].map(
      (each) => each.takenAtMs,
    );
    const chain = chainBelow(lowest.reading.takenAtMs, times, poll.memory.cadenceMs);
    const ofChain = credible.filter(({ takenAtMs }) => chain.has(takenAtMs));
    return new Map(ofChain.map((reading) => [reading, 'from-the-future']));
  }
  const behind = knownBehind(poll, outcome, sorted);
  const front = doubtedAtFront(poll, outcome, sorted);
  return new Map([
    ...front.map((reading) => [reading, 'doubted'] as const),
    ...behind.map((reading) => [reading, 'clock-behind'] as const),
  ]);
}

/**
 * The readings at the front of an answer that is old as a whole: those that do not follow upon the
 * newest sample known. A sensor that has ended may have told them, or a phone that was away, or one
 * whose clock is behind.
 */
function doubtedAtFront(
  { memory, newestTakenAt }: ClaimedPoll,
  { answeredAtMs }: Read,
  { credible, known }: Sorted,
): readonly Reading[] {
  const [newest, oldest] = [credible[0], credible.at(-1)];
  if (!newest || !oldest) return [];
  const spacingMs = (newest.takenAtMs - oldest.takenAtMs) / Math.max(1, credible.length - 1);
  const ageMs = answeredAtMs - newest.takenAtMs;
  // Where a clock is doubted, what stands as far below now is as doubtful.
  const isDoubted = ageMs > 2 * memory.cadenceMs && isAtDoubtedDistance(memory, ageMs);
  // Readings that come seldom are old before the next one.
  if (!isDoubted && ageMs <= Math.max(silentAfterMs, 2 * spacingMs)) return [];
  const newestMs = newestTakenAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const sameMs = sameReadingMs(memory.cadenceMs);
  const front = credible.filter(
    ({ takenAtMs }) =>
      takenAtMs - newestMs >= sameMs && known.get(takenAtMs)?.reason !== 'believed',
  );
  const first = front.at(-1);
  if (!first) return [];
  const follows = first.takenAtMs - newestMs <= memory.cadenceMs * nextShareMax;
  return follows && !isDoubted && !isClockBehind(memory) ? [] : front;
}

/** What a phone whose clock is known to be behind has told since, as long as it still does. */
function knownBehind(
  { memory }: ClaimedPoll,
  { answeredAtMs, batch }: Read,
  { credible }: Sorted,
): readonly Reading[] {
  const { doubtedAtMs } = memory;
  if (!isClockBehind(memory) || doubtedAtMs === null) return [];
  if (!batch.readings.some(({ takenAtMs }) => takenAtMs === doubtedAtMs)) return [];
  const oldMs = answeredAtMs - 2 * memory.cadenceMs;
  const untilMs = Math.min(
    oldMs,
    behindUntilMs(memory, answeredAtMs),
    rightFromMs(memory, credible, oldMs),
  );
  return credible.filter(({ takenAtMs }) => takenAtMs > doubtedAtMs && takenAtMs < untilMs);
}

/**
 * From when on readings are right again, where the newest is of now: when a clock is put right, there is
 * a hole behind what it told before, as long as it was behind.
 */
function rightFromMs(
  { doubtedMs }: PollMemory,
  credible: readonly Reading[],
  oldMs: number,
): number {
  let fromMs = credible[0]?.takenAtMs ?? 0;
  if (fromMs < oldMs) return Number.POSITIVE_INFINITY;
  for (const { takenAtMs } of credible) {
    if (fromMs - takenAtMs > doubtedMs / 2) break;
    fromMs = takenAtMs;
  }
  return fromMs;
}

/** The chain is lost where no reading of it is met for so long. */
const chainPauseMsMax = 60 * 60 * 1000;
/** How far from a whole number of cadences a reading may be that one device tells. */
const chainSlackMs = 5_000;

/**
 * Of the instants of entries those that tell the reading of `fromMs`, and readings that stand whole
 * cadences below it, one below the other.
 */
export function chainBelow(
  fromMs: number,
  takenAtMs: readonly number[],
  cadenceMs: number,
): ReadonlySet<number> {
  const known = [{ fromMs: Number.NEGATIVE_INFINITY, seconds: cadenceMs / 1000 }];
  const readings = instantsByReading([...new Set([fromMs, ...takenAtMs])], known).toReversed();
  const first = (told: readonly number[]) => told[0] as number;
  const stepMs = nextCadenceMs(cadenceMs, readings.map(first));
  const isDoubled = readings.some((told) => told.length > 1);
  const slackMs = isDoubled ? sameReadingMs(cadenceMs) : chainSlackMs;
  const at = readings.findIndex((told) => told.includes(fromMs));
  const chain = new Set(readings[at]);
  let lastMs = first(readings[at] ?? [fromMs]);
  for (const told of readings.slice(at + 1)) {
    const belowMs = lastMs - first(told);
    if (belowMs > chainPauseMsMax) break;
    const steps = Math.round(belowMs / stepMs);
    if (steps === 0 || Math.abs(belowMs - steps * stepMs) > slackMs) continue;
    for (const atMs of told) chain.add(atMs);
    lastMs = first(told);
  }
  return chain;
}
