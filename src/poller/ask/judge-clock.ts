import type { Contradiction } from '#glucose';
import { afterDoubts, type Doubts, isClockBehind, nextCadenceMs } from '#poller/policy';
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
  const against = new Set(contradicting.map(({ takenAtMs }) => takenAtMs));
  const found: AsideReading[] = [
    ...sorted.rejected,
    ...sorted.incoming
      .filter(({ takenAtMs }) => against.has(takenAtMs))
      .map((reading): AsideReading => {
        return { reading, reason: reading.isOfWrongClock ? 'clock-behind' : 'doubted' };
      }),
  ];
  const met = found.filter(
    ({ reason, reading }) =>
      (reason === 'doubted' || reason === 'clock-behind') && !known.has(reading.takenAtMs),
  );
  const newest = sorted.readings.find(({ takenAtMs }) => !against.has(takenAtMs));
  const isNews = newest !== undefined && newest.takenAtMs > (newestTakenAt?.getTime() ?? 0);
  const doubtedTimes = met.map(({ reading }) => reading.takenAtMs);
  const crowdedAtMs = isNews ? null : newestCrowded(poll, outcome, sorted);
  if (crowdedAtMs !== null && crowdedAtMs > (memory.doubtedAtMs ?? 0))
    doubtedTimes.push(crowdedAtMs);
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

/**
 * The newest instant near which an answer without news tells two values. One of them may be a reading
 * of now under a wrong time, though the samples took it for a double of what is there.
 */
function newestCrowded(
  { memory: { cadenceMs } }: ClaimedPoll,
  { answeredAtMs }: Extract<PollOutcome, { kind: 'read' }>,
  sorted: SortedReadings,
): number | null {
  const incoming = sorted.incoming.filter(({ isOfWrongClock }) => !isOfWrongClock);
  const untilMs = answeredAtMs - 2 * cadenceMs;
  const at = incoming.findIndex((reading, i) => {
    const older = incoming[i + 1];
    if (!older || reading.takenAtMs > untilMs) return false;
    const apartMs = reading.takenAtMs - older.takenAtMs;
    return apartMs < cadenceMs / 2 && reading.valueMgDl !== older.valueMgDl;
  });
  return incoming[at]?.takenAtMs ?? null;
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
  const readings = doubted.toSorted((a, b) => b - a).map((takenAtMs) => ({ takenAtMs }));
  const cadenceMs = nextCadenceMs(memory.cadenceMs, [after.doubtedAtMs, ...doubted]);
  const chain = chainBelow(after.doubtedAtMs, readings, cadenceMs);
  const behind = new Set(chain.map(({ takenAtMs }) => takenAtMs));
  return { behind: [...behind], believed: doubted.filter((atMs) => !behind.has(atMs)) };
}
