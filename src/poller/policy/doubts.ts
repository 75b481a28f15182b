import { slotMsOf } from './aim.ts';
import type { PollMemory } from './poll-memory.ts';

/**
 * Whether the clock of the wearer's phone is behind: then new readings stand as far below now as the
 * ones before, poll after poll, and where they stand there are others. One such reading may as well be
 * a calibration, or one that came late; so it is doubted, that is kept aside, until the next polls
 * have shown which it is. Pure.
 */
export type Doubts = Pick<PollMemory, 'doubtedAtMs' | 'doubtedMs' | 'doubts'>;

export const noDoubts: Doubts = { doubtedAtMs: null, doubtedMs: 0, doubts: 0 };

/** So many polls, each with a newer reading at the same distance: the clock is behind. */
const doubtsToBelieve = 2;
/** By so much more than a cadence may that distance differ, since a reading is met within one. */
export const distanceSlackMs = 60_000;
/** So many cadences without another doubted reading: it was no clock. */
const quietSlots = 2;

export interface DoubtObservation {
  readonly answeredAtMs: number;
  /** The newest reading that is doubted and was not met before; null for none. */
  readonly newestDoubtedAtMs: number | null;
  /** Some stand between readings that are stored, where no calibration stands. */
  readonly isBetween: boolean;
  /** A newer reading came than all before, and with a time that is right. */
  readonly isNews: boolean;
  /** What was doubted stands beside readings that are told still, of a wearer with one device. */
  readonly isBeside: boolean;
}

export function isClockBehind({ doubts }: Doubts): boolean {
  return doubts >= doubtsToBelieve;
}

/** The doubts after a poll; `noDoubts` where they are over. */
export function afterDoubts(memory: PollMemory, observation: DoubtObservation): Doubts {
  const { answeredAtMs, newestDoubtedAtMs, isBetween, isNews, isBeside } = observation;
  const { doubtedAtMs, doubtedMs, doubts } = memory;
  if (newestDoubtedAtMs !== null) {
    const distanceMs = answeredAtMs - newestDoubtedAtMs;
    const goesOn =
      doubtedAtMs !== null &&
      newestDoubtedAtMs > doubtedAtMs &&
      isAtDoubtedDistance(memory, distanceMs) &&
      (isBetween || !isNews);
    const count = goesOn ? Math.min(doubts, doubtsToBelieve) + 1 : 1;
    return { doubtedAtMs: newestDoubtedAtMs, doubtedMs: distanceMs, doubts: count };
  }
  if (doubtedAtMs === null) return noDoubts;
  const quietMs = answeredAtMs - doubtedAtMs - doubtedMs;
  // The device that told what was doubted goes on with right times: another one would have told more.
  const isCalibration = isBeside && isNews;
  const neededMs = isCalibration
    ? slotMsOf(memory) - distanceSlackMs
    : quietSlots * slotMsOf(memory) + distanceSlackMs;
  const isQuiet = quietMs > neededMs;
  const isOver = isQuiet && (isNews || doubts < doubtsToBelieve);
  return isOver ? noDoubts : { doubtedAtMs, doubtedMs, doubts };
}

/** Whether readings that stand so far below now may have come from the clock that is doubted. */
export function isAtDoubtedDistance(memory: PollMemory, distanceMs: number): boolean {
  const { doubtedAtMs, doubtedMs } = memory;
  if (doubtedAtMs === null) return false;
  return Math.abs(distanceMs - doubtedMs) <= slotMsOf(memory) + distanceSlackMs;
}

/** Up to where a phone whose clock is behind dates what it has newly told. */
export function behindUntilMs(memory: PollMemory, answeredAtMs: number): number {
  return answeredAtMs - memory.doubtedMs + slotMsOf(memory) + distanceSlackMs;
}

/**
 * Among which readings of now something was told that was met at `metAtMs` and not at the look before: their
 * instants. One device may tell a reading a slot later than the other, or sooner.
 */
export function toldAround(
  memory: PollMemory,
  lookedBeforeMs: number,
  metAtMs: number,
): { readonly fromMs: number; readonly untilMs: number } {
  const slackMs = slotMsOf(memory) + distanceSlackMs;
  return { fromMs: lookedBeforeMs - slackMs, untilMs: metAtMs + slackMs };
}
