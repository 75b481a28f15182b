import { type Contradiction, isContradictedIn, sameReadingMs } from '#glucose';
import { afterDoubts, type Doubts, isClockBehind } from '#poller/policy';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import type { ClockErrors } from './date-readings.ts';
import { type AsideReading, chainBelow, type KnownAside } from './put-aside.ts';
import type { SortedReadings } from './sort-readings.ts';

/** The plan's reason behind a poll by which readings are believed that were doubted. */
export const believedReason = 'believed';

/** What a poll says of the clock of the wearer's phone, and of the readings that were doubted. */
export interface ClockJudgement extends Doubts, ClockErrors {
  /** Readings come, and with times that are wrong. */
  readonly isWrong: boolean;
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
    return { ...memory, isWrong: false, aside: [], believed: [], behind: [] };
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
  const doubtedTimes = met
    .map(({ reading }) => reading.takenAtMs)
    .filter((atMs) => Math.abs(atMs - (memory.doubtedAtMs ?? 0)) >= sameMs);
  const after = afterDoubts(memory, {
    answeredAtMs: outcome.answeredAtMs,
    newestDoubtedAtMs: doubtedTimes.length > 0 ? Math.max(...doubtedTimes) : null,
    isBetween: contradicting.some(({ isBetween }) => isBetween),
    isNews,
  });
  const isAhead = found.some(({ reason }) => reason === 'from-the-future');
  const isBehind = isClockBehind(after);
  const isWrong = isAhead || isBehind;
  const aside = isBehind ? found.map(asBehind) : found;
  const doubted = [...known].flatMap(([atMs, { reason }]) => (reason === 'doubted' ? [atMs] : []));
  const rulings = rulingsOn(poll, after, doubted);
  return { ...after, ...sorted.clockErrors, isWrong, aside, ...rulings };
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
