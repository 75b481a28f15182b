import type { Random } from '#std/random';
import { learn, type PollObservation } from './learn.ts';
import type { PollPlan } from './next-poll.ts';
import type { PollMemory } from './poll-memory.ts';
import type { PollWindow } from './window-for.ts';

/**
 * The pace of a provider whose readings come hours late and in lumps: it is asked at a steady
 * distance, since nothing is gained by an aim, and looks back far behind the newest reading, since
 * what was uploaded later, or corrected, stands below it.
 */
export interface SteadyPace {
  readonly everyMs: number;
  /** How far the newest reading is behind its sensor at the best. */
  readonly lateByMs: number;
  /** One answer may hold no more. */
  readonly readingsMax: number;
}

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;

/** Each read looks so far behind the newest reading: a sensor fills gaps of a day, mostly of hours. */
const lookBackMs = 6 * hourMs;
/** The first: the rest is history, which is fetched apart. */
const firstLookMs = dayMs;
/** Once a day three days are read again, once a week two weeks: for lumps and corrections. */
const deepLook = { everyMs: dayMs, backMs: 3 * dayMs };
const fullLook = { everyMs: 7 * dayMs, backMs: 14 * dayMs };
/**
 * What failed may have been too much for one answer: the deep looks wait, and after so many failures
 * only the last day is asked for, so that the present is told.
 */
const failuresMax = 3;
/** No query may ask for more. */
const windowMsMax = 30 * dayMs;
/** Polls of many connections stay spread. */
const spreadShare = 0.1;

export function steadyWindow(
  { newestAtMs, deepAtMs, fullAtMs, failures }: PollMemory,
  { readingsMax }: SteadyPace,
  nowMs: number,
): PollWindow {
  const gapMs = newestAtMs === null ? null : Math.max(0, nowMs - newestAtMs);
  const sinceNewestMs = gapMs === null ? firstLookMs : gapMs + lookBackMs;
  const backMs =
    failures > 0
      ? Math.min(sinceNewestMs, failures < failuresMax ? windowMsMax : firstLookMs)
      : Math.max(
          sinceNewestMs,
          isDue(deepAtMs, deepLook.everyMs, nowMs) ? deepLook.backMs : 0,
          isDue(fullAtMs, fullLook.everyMs, nowMs) ? fullLook.backMs : 0,
        );
  return { minutes: Math.ceil(Math.min(backMs, windowMsMax) / minuteMs), maxCount: readingsMax };
}

/** What was never looked for is first looked for when the history is here. */
function isDue(lookedAtMs: number | null, everyMs: number, nowMs: number): boolean {
  return lookedAtMs !== null && nowMs - lookedAtMs >= everyMs;
}

/** The memory after a read. Its delay is the provider's own, and nothing that could be learned. */
export function learnSteadily(
  memory: PollMemory,
  observation: PollObservation,
  { lateByMs }: SteadyPace,
): PollMemory {
  const backMs = observation.window.minutes * minuteMs;
  const { answeredAtMs } = observation;
  return {
    ...learn(memory, observation),
    delayMs: lateByMs,
    excessMs: 0,
    crowdedAtMs: null,
    deepAtMs: backMs >= deepLook.backMs ? answeredAtMs : (memory.deepAtMs ?? answeredAtMs),
    fullAtMs: backMs >= fullLook.backMs ? answeredAtMs : (memory.fullAtMs ?? answeredAtMs),
  };
}

export function steadyPoll({ everyMs }: SteadyPace, nowMs: number, random: Random): PollPlan {
  const waitMs = everyMs * (1 + (2 * random() - 1) * spreadShare);
  return { atMs: Math.ceil(nowMs + waitMs), reason: 'steady' };
}
