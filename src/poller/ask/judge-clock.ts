import { type Contradiction, isContradictedIn, sameReadingMs } from '#glucose';
import { afterDoubts, type Doubts, isClockBehind, type PollMemory } from '#poller/policy';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import type { ClockErrors } from './date-readings.ts';
import { echoesIn } from './echoes.ts';
import { type AsideReading, type AsideReason, chainBelow, type KnownAside } from './put-aside.ts';
import type { SortedReadings } from './sort-readings.ts';

/** The plan's reason behind a poll by which readings are believed that were doubted. */
export const believedReason = 'believed';

/** What a poll says of the clock of the wearer's phone, and of the readings that were doubted. */
export interface ClockJudgement extends Doubts, ClockErrors {
  /** Readings come, and with times that are wrong. */
  readonly isWrong: boolean;
  /** When the newest of those that are dated ahead was first met; null where there are none. */
  readonly aheadToldAtMs: number | null;
  /** What is to be put aside. */
  readonly aside: readonly AsideReading[];
  /** Instants of readings that are aside, and no longer doubted. */
  readonly believed: readonly number[];
  readonly behind: readonly number[];
}

/** `contradicting` is what the samples themselves make of the readings. Pure. */
export function judgeClock(
  poll: ClaimedPoll,
  outcome: PollOutcome,
  sorted: SortedReadings,
  contradicting: readonly Contradiction[],
  known: KnownAside,
): ClockJudgement {
  const { memory, newestTakenAt } = poll;
  if (outcome.kind !== 'read') {
    const nothing = { isWrong: false, aheadToldAtMs: null, aside: [], believed: [], behind: [] };
    return { ...memory, ...nothing };
  }
  const isAgainst = isContradictedIn(contradicting);
  const found: AsideReading[] = [
    ...sorted.rejected,
    ...sorted.incoming.filter(isAgainst).map((reading): AsideReading => {
      return { reading, reason: reading.isOfWrongClock ? 'clock-behind' : 'doubted' };
    }),
  ];
  const met = found.filter(
    ({ reason, reading }) =>
      (reason === 'doubted' || reason === 'clock-behind') && !known.has(reading.takenAtMs),
  );
  const newest = sorted.readings.find((reading) => !isAgainst(reading));
  // What another device tells of the same reading, some seconds later, is no news.
  const sameMs = sameReadingMs(memory.cadenceMs);
  const isNews =
    newest !== undefined && newest.takenAtMs > (newestTakenAt?.getTime() ?? 0) + sameMs;
  const told = {
    met: met.flatMap(({ reading, reason }) => (reason === 'doubted' ? [reading] : [])),
    right: sorted.incoming.filter((each) => !each.isOfWrongClock && !isAgainst(each)),
    answeredAtMs: outcome.answeredAtMs,
  };
  // Of a phone alone that tells nothing right each reading counts against its clock.
  const echoes = isNews ? echoesIn(memory, told, known) : new Set<number>();
  const before = [...known].flatMap(([atMs, { reason }]) => (reason === 'doubted' ? [atMs] : []));
  const doubted = before.filter((atMs) => !echoes.has(atMs));
  const doubtedTimes = met
    .map(({ reading }) => reading.takenAtMs)
    .filter((atMs) => Math.abs(atMs - (memory.doubtedAtMs ?? 0)) >= sameMs);
  const after = afterDoubts(memory, {
    answeredAtMs: outcome.answeredAtMs,
    newestDoubtedAtMs: doubtedTimes.length > 0 ? Math.max(...doubtedTimes) : null,
    isBetween: contradicting.some(({ isBetween }) => isBetween),
    isNews,
    isBeside: isBeside(memory, sorted, doubted),
  });
  const aheadToldAtMs = toldAheadAtMs(memory, found, known, outcome.answeredAtMs);
  const isBehind = isClockBehind(after);
  const isWrong = aheadToldAtMs !== null || isBehind;
  const aside = found.map((each) =>
    isBehind || echoes.has(each.reading.takenAtMs) ? asBehind(each) : each,
  );
  const { believed, behind } = rulingsOn(poll, after, doubted);
  const rulings = {
    believed: [...believed, ...sorted.aheadBounds.believed],
    behind: [...behind, ...before.filter((atMs) => echoes.has(atMs))],
  };
  return { ...after, ...sorted.clockErrors, isWrong, aheadToldAtMs, aside, ...rulings };
}

/**
 * Whether all that is doubted stands beside readings that are told still, as a calibration does, and
 * one device tells this wearer's readings.
 */
function isBeside(
  { crowdedAtMs, cadenceMs }: PollMemory,
  { readings }: SortedReadings,
  doubted: readonly number[],
): boolean {
  if (crowdedAtMs !== null || doubted.length === 0) return false;
  const sameMs = sameReadingMs(cadenceMs);
  return doubted.every((atMs) =>
    readings.some(({ takenAtMs }) => Math.abs(takenAtMs - atMs) < sameMs),
  );
}

/**
 * When anything new was last told of what is dated ahead. Of what is ahead by little, which is behind now
 * before long, it counts only where no reading with a right time was told with it, or since.
 */
function toldAheadAtMs(
  { newsAtMs, cadenceMs }: PollMemory,
  found: readonly AsideReading[],
  known: KnownAside,
  answeredAtMs: number,
): number | null {
  const seenAtMs = ({ reading }: AsideReading) =>
    known.get(reading.takenAtMs)?.seenAtMs ?? answeredAtMs;
  const seenOf = (wanted: AsideReason) =>
    found.filter(({ reason }) => reason === wanted).map(seenAtMs);
  const before = [...known.values()].flatMap((each) =>
    each.reason === 'clock-ahead' ? [each.seenAtMs] : [],
  );
  const besideMs = (newsAtMs ?? 0) + cadenceMs / 2;
  const little = [...seenOf('clock-ahead'), ...before].filter((atMs) => atMs > besideMs);
  const told = [...seenOf('from-the-future'), ...little];
  return told.length > 0 ? Math.max(...told) : null;
}

function asBehind({ reading, reason }: AsideReading): AsideReading {
  return { reading, reason: reason === 'doubted' ? 'clock-behind' : reason };
}

/**
 * What the doubts that there were have come to: when they are over all is believed; when the clock is
 * found behind, what stands whole cadences below its newest reading is of that clock.
 */
function rulingsOn(
  { memory }: ClaimedPoll,
  after: Doubts,
  doubted: readonly number[],
): Pick<ClockJudgement, 'believed' | 'behind'> {
  if (doubted.length === 0) return { believed: [], behind: [] };
  if (after.doubtedAtMs === null) return { believed: doubted, behind: [] };
  if (!isClockBehind(after) || isClockBehind(memory)) return { believed: [], behind: [] };
  const behind = chainBelow(after.doubtedAtMs, doubted, memory.cadenceMs);
  return { behind: [...behind], believed: doubted.filter((atMs) => !behind.has(atMs)) };
}
