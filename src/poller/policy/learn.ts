import { isPaced } from './aim.ts';
import { nextCadenceMs } from './cadence.ts';
import { afterAim, afterArrival } from './learn-delay.ts';
import { deepLookBackMs, delayMsMax, fullLookBackMs, sameReadingMs } from './pace.ts';
import type { PollMemory } from './poll-memory.ts';
import { isCrowded, isCut, type PollWindow } from './window-for.ts';

/** A poll that succeeded, as far as the policy learns from it. */
export interface PollObservation {
  readonly requestedAtMs: number;
  readonly answeredAtMs: number;
  readonly window: PollWindow;
  /** How many entries the answer held, whatever they were. */
  readonly returnedCount: number;
  /** The instants of all readings in the answer, in any order; none from the far future. */
  readonly readingsAtMs: readonly number[];
  /** The provider was asked for fewer entries than the window says. */
  readonly isCapped?: boolean;
}

/** The memory after a poll that succeeded. */
export function learn(memory: PollMemory, observation: PollObservation): PollMemory {
  const { requestedAtMs, answeredAtMs, readingsAtMs } = observation;
  const newestSeen = readingsAtMs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const isNews = newestSeen > (memory.newestAtMs ?? Number.NEGATIVE_INFINITY) + sameReadingMs;
  const seenAtMs = Math.max(requestedAtMs, answeredAtMs);
  const tested = isPaced(memory) ? afterAim(memory, requestedAtMs, newestSeen) : memory;
  const delay = isNews ? afterArrival(tested, memory, newestSeen, seenAtMs) : tested;
  const cadenceMs = nextCadenceMs(memory.cadenceMs, readingsAtMs);
  const newsAtMs = isNews ? seenAtMs : Math.min(memory.newsAtMs ?? seenAtMs, seenAtMs);
  return {
    newestAtMs: isNews ? newestSeen : memory.newestAtMs,
    newsAtMs,
    polledAtMs: seenAtMs,
    cadenceMs,
    delayMs: Math.round(Math.min(delayMsMax, Math.max(-delayMsMax, delay.delayMs))),
    excessMs: Math.round(delay.excessMs),
    typicalMs: delay.typicalMs,
    typicalSdMs: delay.typicalSdMs,
    lessons: delay.lessons,
    streak: delay.streak,
    failures: 0,
    misses: isNews ? 0 : memory.misses + 1,
    loginAfterMs: memory.loginAfterMs,
    loginRefusedAtMs: memory.loginRefusedAtMs,
    wallErrorMs: memory.wallErrorMs,
    sensorErrorMs: memory.sensorErrorMs,
    doubtedAtMs: memory.doubtedAtMs,
    doubtedMs: memory.doubtedMs,
    doubts: memory.doubts,
    sensorFailedAtMs: memory.sensorFailedAtMs,
    ...looksOf({ ...memory, cadenceMs }, observation, seenAtMs),
  };
}

/** The memory after a poll that failed. */
export function learnFailure(memory: PollMemory): PollMemory {
  return { ...memory, failures: memory.failures + 1 };
}

/**
 * A look counts as done unless the answer was cut, or empty: so are all while sharing is off, and what
 * came late meanwhile is looked for when it is on again.
 */
function looksOf(
  memory: PollMemory,
  { requestedAtMs, window, returnedCount, readingsAtMs, isCapped }: PollObservation,
  seenAtMs: number,
): Pick<PollMemory, 'deepAtMs' | 'fullAtMs' | 'crowdedAtMs'> {
  const lookBackMs = window.minutes * 60_000;
  const oldestAtMs = readingsAtMs.length === 0 ? null : Math.min(...readingsAtMs);
  const answer = { requestedAtMs, window, returnedCount, oldestAtMs };
  const wasCut = isCut(answer, memory);
  const past = (atMs: number | null) => (atMs === null ? null : Math.min(atMs, seenAtMs));
  const isTelling = readingsAtMs.length > 0 && !wasCut && !isCapped;
  const isDone = (neededMs: number) => lookBackMs >= neededMs && isTelling;
  const isCalm = isDone(fullLookBackMs) && !isCrowded(answer, memory);
  const isCrowdedNow = wasCut || isCrowded(answer, memory);
  return {
    deepAtMs: isDone(deepLookBackMs) ? seenAtMs : past(memory.deepAtMs),
    fullAtMs: isDone(fullLookBackMs) ? seenAtMs : past(memory.fullAtMs),
    crowdedAtMs: isCrowdedNow ? seenAtMs : isCalm ? null : past(memory.crowdedAtMs),
  };
}
