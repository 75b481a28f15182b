import { type IncomingReading, instantsOfReadings } from '#glucose';
import { aheadSlackMs, isCut, nextCadenceMs, reachSlots, steadyPaceOf } from '#poller/policy';
import type { ClaimedPoll, PollOutcome } from '#poller/poll';
import { factsOf, type Reading } from '#providers';
import { type AheadBounds, aheadBoundsOf, futureMsMax, ofPhoneAlone } from './clock-ahead.ts';
import { type ClockErrors, dateReadings } from './date-readings.ts';
import { echoesAhead } from './echoes-ahead.ts';
import { echoesAmong } from './echoes-among.ts';
import {
  type AsideReading,
  type AsideReason,
  doubtfulIn,
  isOfClockAhead,
  type KnownAside,
} from './put-aside.ts';

/** The readings of one answer, sorted into what is glucose, what is not credible, what is missing. */
export interface SortedReadings {
  /** Each reading once, newest first, though two devices told it. */
  readonly readings: readonly Reading[];
  readonly incoming: readonly IncomingReading[];
  /** Kept apart: not served as glucose, those that are doubted until the next polls have decided. */
  readonly rejected: readonly AsideReading[];
  readonly clockErrors: ClockErrors;
  readonly aheadBounds: AheadBounds;
  /** What the provider can no longer give. */
  readonly lost: Stretch | null;
  /** From here on the answer held all that the provider has. Null where it does not say so. */
  readonly coveredFrom: Date | null;
}

export interface Stretch {
  readonly from: Date;
  readonly to: Date;
}

const hourMs = 60 * 60 * 1000;
/** No answer reaches back further behind the history; an older reading has a wrong clock. */
const ageSlackMs = hourMs;
/** A longer step than this, in usual steps, means that a reading is missing in between. */
const gapShareMin = 1.5;
/** Lost stretches are looked for again where an answer reaches so far back. */
const coverMsMin = 6 * hourMs;

/** Sensors are quicker than the usual one by more than this, or not at all. */
const quickShareMax = 1 / 3;

const none: SortedReadings = {
  readings: [],
  incoming: [],
  rejected: [],
  clockErrors: { wallErrorMs: null, sensorErrorMs: null },
  aheadBounds: ofPhoneAlone,
  lost: null,
  coveredFrom: null,
};

type Read = Extract<PollOutcome, { kind: 'read' }>;

/**
 * `known` holds the readings that were put aside before: when their time has come they look like any
 * other, and the provider still gives them.
 */
export function readingsOf(
  poll: ClaimedPoll,
  outcome: PollOutcome,
  now: Date,
  known: KnownAside,
): SortedReadings {
  if (outcome.kind !== 'read') return none;
  const dated = dateReadings(outcome.batch.readings, poll.memory, now.getTime());
  const { wallErrorMs, sensorErrorMs } = dated;
  const credible: Reading[] = [];
  const echoes = echoesIn(poll, dated.readings, known, now.getTime());
  const told = dated.readings.filter((reading) => !echoes.has(reading));
  const aheadBounds = steadyPaceOf(poll)
    ? ofPhoneAlone
    : aheadBoundsOf(poll, told, known, now.getTime());
  const rejected: AsideReading[] = [];
  for (const reading of dated.readings) {
    const isBelieved = known.get(reading.takenAtMs)?.reason === 'believed';
    const aheadMsMax = isBelieved ? futureMsMax : aheadBounds.msMax;
    const reason = echoes.get(reading) ?? reasonOf(poll, reading, aheadMsMax, now);
    if (reason) rejected.push({ reading, reason });
    else if (!isAside(known, reading)) credible.push(reading);
  }
  // Readings that are hours old are what such a provider has: they say nothing of a clock.
  const doubtful = steadyPaceOf(poll)
    ? new Map<Reading, AsideReason>()
    : doubtfulIn(poll, outcome, { credible, rejected, known });
  const entries = credible.filter((reading) => !doubtful.has(reading));
  const isOfWrongClock = (reading: Reading) => doubtful.get(reading) === 'clock-behind';
  for (const [reading, reason] of doubtful) {
    if (!isOfWrongClock(reading)) rejected.push({ reading, reason });
  }
  const readings = eachOnce(poll, entries);
  return {
    readings,
    // Some that seem to be of a wrong clock are true and stored: the samples tell them apart.
    incoming: credible.flatMap((reading) => {
      if (isOfWrongClock(reading)) return [{ ...incomingOf(reading, known), isOfWrongClock: true }];
      return doubtful.has(reading) ? [] : [incomingOf(reading, known)];
    }),
    rejected,
    clockErrors: { wallErrorMs, sensorErrorMs },
    aheadBounds,
    lost: lostStretchOf(poll, outcome, readings, now),
    coveredFrom: coveredFromOf(poll, outcome, readings),
  };
}

/** As the samples will have it; here by what was learned of the sensor's cadence. */
function eachOnce({ memory }: ClaimedPoll, entries: readonly Reading[]): readonly Reading[] {
  const cadence = { fromMs: Number.NEGATIVE_INFINITY, seconds: memory.cadenceMs / 1000 };
  const times = entries.map(({ takenAtMs }) => takenAtMs);
  const instants = new Set(instantsOfReadings(times, [cadence]));
  // Of several in one instant the first: whichever stands, this is when it was measured.
  return entries.filter(({ takenAtMs }) => instants.delete(takenAtMs));
}

/** What second devices with wrong clocks have told, as far as the answer alone tells it. */
function echoesIn(
  poll: ClaimedPoll,
  readings: readonly Reading[],
  known: KnownAside,
  nowMs: number,
): ReadonlyMap<Reading, AsideReason> {
  if (steadyPaceOf(poll)) return new Map();
  const { cadenceMs } = poll.memory;
  const isFirst = poll.newestTakenAt === null;
  const isAhead = (reading: Reading) =>
    reading.takenAtMs > nowMs + aheadSlackMs ||
    (known.get(reading.takenAtMs)?.reason === 'clock-ahead' && isAside(known, reading));
  const ahead = echoesAhead(
    readings,
    isFirst ? shownCadenceMs(readings, cadenceMs) : cadenceMs,
    isAhead,
  );
  const behind = isFirst ? echoesAmong(readings, cadenceMs, nowMs) : [];
  return new Map([
    ...[...behind].map((reading) => [reading, 'clock-behind'] as const),
    ...[...ahead].map((reading) => [reading, 'clock-ahead'] as const),
  ]);
}

/** Of a sensor of which nothing is known yet. Two devices look like a quicker one: up to half as quick. */
function shownCadenceMs(readings: readonly Reading[], cadenceMs: number): number {
  const times = readings.map(({ takenAtMs }) => takenAtMs);
  const shownMs = nextCadenceMs(cadenceMs, instantsOfReadings(times, []));
  return shownMs < cadenceMs * quickShareMax ? shownMs : cadenceMs;
}

function reasonOf(
  { provider }: ClaimedPoll,
  { takenAtMs }: Reading,
  aheadMsMax: number,
  now: Date,
): AsideReason | null {
  if (takenAtMs > now.getTime() + futureMsMax) return 'from-the-future';
  if (takenAtMs > now.getTime() + aheadMsMax) return 'clock-ahead';
  const ageMsMax = factsOf(provider).historyMs + ageSlackMs;
  return takenAtMs < now.getTime() - ageMsMax ? 'too-old' : null;
}

/**
 * Another value under the same instant is another reading, though the instant is known; and so is the
 * same value, where a device that is right tells it there as well.
 */
function isAside(known: KnownAside, { takenAtMs, valueMgDl, isToldTwice }: Reading): boolean {
  const aside = known.get(takenAtMs);
  if (aside && isToldTwice && isOfClockAhead(aside.reason)) return false;
  return aside?.valueMgDl === valueMgDl && aside.reason !== 'believed';
}

function incomingOf(
  { takenAtMs, valueMgDl, trend, utcOffsetMinutes }: Reading,
  known: KnownAside,
): IncomingReading {
  const told = { takenAtMs, valueMgDl, trend, utcOffsetMinutes };
  return known.get(takenAtMs)?.reason === 'believed' ? { ...told, isBelieved: true } : told;
}

/** Whether the answer holds as many as were asked for, or as it may hold: there may be more. */
function isFull({ provider }: ClaimedPoll, { batch, window }: Read): boolean {
  return batch.returnedCount >= Math.min(window.maxCount, factsOf(provider).readingsPerAnswerMax);
}

/**
 * Whether the answer does not reach back to the newest sample known, or to where was asked for where there
 * is none, only because we asked for too few: a sensor that has become faster, or readings that
 * several devices told.
 */
export function isCutShort(
  { newestTakenAt, memory }: ClaimedPoll,
  { batch: { returnedCount }, requestedAtMs, window }: Read,
  readings: readonly Reading[],
): boolean {
  const oldestAtMs = readings.at(-1)?.takenAtMs ?? null;
  if (!isCut({ requestedAtMs, window, returnedCount, oldestAtMs }, memory)) return false;
  return !newestTakenAt || missedBetween(newestTakenAt, readings) || readings.length === 0;
}

/** Whether more than the usual time lies between the newest sample known and the oldest reading. */
function missedBetween(newestTakenAt: Date, readings: readonly Reading[]): boolean {
  const [newest, oldest] = [readings[0], readings.at(-1)];
  if (!newest || !oldest) return false;
  const spacingMs = (newest.takenAtMs - oldest.takenAtMs) / Math.max(1, readings.length - 1);
  return oldest.takenAtMs - newestTakenAt.getTime() > spacingMs * gapShareMin;
}

/**
 * A lost stretch is what the provider did not give: the answer was full and does not reach back to the newest
 * sample known, or nobody could ask for longer than the history that the provider keeps: neither we, nor
 * anybody while sharing was off. A later answer that reaches further closes it again.
 */
function lostStretchOf(
  poll: ClaimedPoll,
  outcome: Read,
  readings: readonly Reading[],
  now: Date,
): Stretch | null {
  const { newestTakenAt, memory, isSharingOn, followerCount, provider } = poll;
  const oldest = readings.at(-1);
  if (!newestTakenAt) return oldest ? beyondFirstAnswer(poll, outcome, oldest) : null;
  if (isFull(poll, outcome) && oldest && missedBetween(newestTakenAt, readings)) {
    return { from: newestTakenAt, to: new Date(oldest.takenAtMs) };
  }
  const wasOff = isSharingOn === false || followerCount === 0;
  if (wasOff && !oldest) return null;
  const askedAtMs = wasOff ? 0 : (memory.polledAtMs ?? 0);
  const knownUntilMs = Math.max(newestTakenAt.getTime(), askedAtMs);
  const keptSinceMs = now.getTime() - factsOf(provider).historyMs;
  if (knownUntilMs >= keptSinceMs) return null;
  return { from: new Date(knownUntilMs), to: new Date(keptSinceMs) };
}

/** What a first answer leaves out because it may hold no more: of many devices, or of quick sensors. */
function beyondFirstAnswer(
  { provider, memory }: ClaimedPoll,
  { batch: { returnedCount }, requestedAtMs, window }: Read,
  oldest: Reading,
): Stretch | null {
  const isCapped =
    returnedCount >= window.maxCount || returnedCount === factsOf(provider).readingsPerAnswerMax;
  const from = new Date(requestedAtMs - window.minutes * 60_000);
  const isReached = oldest.takenAtMs - from.getTime() <= reachSlots * memory.cadenceMs;
  return isCapped && !isReached ? { from, to: new Date(oldest.takenAtMs) } : null;
}

function coveredFromOf(
  poll: ClaimedPoll,
  outcome: Read,
  readings: readonly Reading[],
): Date | null {
  const lookBackMs = outcome.window.minutes * 60_000;
  if (lookBackMs < coverMsMin) return null;
  const oldest = readings.at(-1);
  // An answer without readings may mean that sharing is off: it does not say that there were none.
  if (!oldest) return null;
  if (isFull(poll, outcome)) return new Date(oldest.takenAtMs);
  return new Date(outcome.requestedAtMs - lookBackMs);
}
