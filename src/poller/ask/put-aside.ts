import { silentAfterMs } from '#connections';
import { behindUntilMs, isClockBehind, nextCadenceMs } from '#poller/policy';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import type { Reading } from '#providers';

/**
 * Why a reading is kept apart from what is served as glucose:
 *
 * - `from-the-future`: its clock is ahead. `too-old`: no answer reaches back so far.
 * - `doubted`: it may come from a clock that is behind; the next polls decide.
 * - `clock-behind`: they have. `believed`: they have the other way, and it is served when met again.
 */
export type AsideReason = 'from-the-future' | 'too-old' | 'doubted' | 'clock-behind' | 'believed';

export interface AsideReading {
  readonly reading: Pick<Reading, 'takenAtMs' | 'valueMgDl'>;
  readonly reason: AsideReason;
}

/** What is aside, by instant (epoch ms). */
export type KnownAside = ReadonlyMap<
  number,
  { readonly valueMgDl: number; readonly reason: AsideReason }
>;

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
    const times = ahead.map(({ reading }) => reading.takenAtMs);
    const cadenceMs = nextCadenceMs(poll.memory.cadenceMs, times);
    const chain = chainBelow(lowest.reading.takenAtMs, credible, cadenceMs);
    return new Map(chain.map((reading) => [reading, 'from-the-future']));
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
  // Readings that come seldom are old before the next one.
  const oldMs = Math.max(silentAfterMs, 2 * spacingMs);
  if (answeredAtMs - newest.takenAtMs <= oldMs) return [];
  const newestMs = newestTakenAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const front = credible.filter(
    ({ takenAtMs }) => takenAtMs > newestMs && known.get(takenAtMs)?.reason !== 'believed',
  );
  const first = front.at(-1);
  if (!first) return [];
  const follows = first.takenAtMs - newestMs <= memory.cadenceMs * nextShareMax;
  return follows && !isClockBehind(memory) ? [] : front;
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
  const untilMs = behindUntilMs(memory, answeredAtMs);
  return credible.filter(({ takenAtMs }) => takenAtMs > doubtedAtMs && takenAtMs <= untilMs);
}

/** The chain is lost where no reading of it is met for so long. */
const chainPauseMsMax = 60 * 60 * 1000;
/** How far from a whole number of cadences a reading may be. */
const chainSlackMs = 5_000;

/** The readings, newest first, that stand whole cadences below an instant, one below the other. */
export function chainBelow<T extends { readonly takenAtMs: number }>(
  fromMs: number,
  readings: readonly T[],
  cadenceMs: number,
): readonly T[] {
  const chain: T[] = [];
  let lastMs = fromMs;
  for (const reading of readings) {
    const belowMs = lastMs - reading.takenAtMs;
    if (belowMs <= 0) continue;
    if (belowMs > chainPauseMsMax) break;
    const steps = Math.round(belowMs / cadenceMs);
    if (steps === 0 || Math.abs(belowMs - steps * cadenceMs) > chainSlackMs) continue;
    chain.push(reading);
    lastMs = reading.takenAtMs;
  }
  return chain;
}
