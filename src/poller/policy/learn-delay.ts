import type { PacedMemory } from './aim.ts';
import { aimAtMs, excessMsMaxOf, slotAt, slotMsOf } from './aim.ts';
import { afterReading, aimOf, type Typical, typicalGuess } from './first-lessons.ts';
import {
  aimShare,
  badDayShare,
  boostsMax,
  delayGuessMs,
  earlyMs,
  earlyShare,
  excessStepMs,
  farMissesWeight,
  farMissWeight,
  farMsMin,
  firstLessons,
  firstStepMs,
  hitStreakUsual,
  lastingMissStreak,
  lessonLatenessMsMax,
  lessonsAfterJump,
  lessonsMax,
  stepMsMax,
  stepMsMin,
  surpriseMs,
} from './pace.ts';
import type { PollMemory } from './poll-memory.ts';

/**
 * How long after its instant a reading becomes visible, as far as that can be learned: the moment
 * itself is never seen, only that a reading was not there at one poll and was at the next. So what
 * is learned is a quantile, by the simplest rule that finds one: the first poll behind each reading
 * moves the aim a little earlier when it found the reading, and further later when it did not, in
 * the proportion that balances where `aimShare` of them are found (Robbins and Monro, 1951).
 */
export type Delay = Pick<PollMemory, 'delayMs' | 'excessMs' | 'lessons' | 'streak'> & Typical;

const learnt: Typical = { typicalMs: null, typicalSdMs: null };

/** One lesson for each reading: from the first poll at which it ought to be visible. */
export function afterAim(memory: PacedMemory, requestedAtMs: number, newestSeen: number): Delay {
  const { delayMs, excessMs, streak, typicalMs, typicalSdMs } = memory;
  const typical = { typicalMs, typicalSdMs };
  if (memory.misses > 0 || slotAt(memory, requestedAtMs) !== 1) return memory;
  const stepMs = Math.max(stepMsMin, firstStepMs / (memory.lessons + 1));
  const lessons = Math.min(lessonsMax, memory.lessons + 1);
  const isThere = newestSeen > memory.newestAtMs + slotMsOf(memory) / 2;
  if (!isThere) {
    const upMs = typicalMs === null ? stepMs * aimShare * (excessMs > 0 ? badDayShare : 1) : 0;
    const misses = Math.min(0, streak) - 1;
    return { delayMs: delayMs + upMs, excessMs, lessons, streak: misses, ...typical };
  }
  if (requestedAtMs - aimAtMs(memory, 1) > lessonLatenessMsMax) return memory;
  const hits = Math.max(0, streak) + 1;
  const boost = 2 ** Math.min(boostsMax, Math.max(0, hits - hitStreakUsual));
  const stepDownMs = Math.min(stepMsMax, stepMs * (1 - aimShare) * boost);
  const downMs = typicalMs === null ? stepDownMs : 0;
  return { delayMs: delayMs - downMs, excessMs: 0, lessons, streak: hits, ...typical };
}

/**
 * What an arrival itself bounds: the reading became visible less than `atMostMs` after its instant
 * and, where the poll before came behind that instant, more than `atLeastMs` after it. Too coarse
 * for the aim; it is used where the aim is plainly wrong: on a bad day at Dexcom, whose readings
 * come so much later than usual, when a clock was set, or when a reading was met by chance that
 * was not to be visible yet.
 */
export function afterArrival(
  delay: Delay,
  memory: PollMemory,
  newestSeen: number,
  seenAtMs: number,
): Delay {
  const first = afterFirstLesson(delay, memory, newestSeen, seenAtMs);
  return first ?? afterLaterArrival(delay, memory, newestSeen, seenAtMs);
}

/** Null where the connection is no longer new, or its readings come as on a bad day. */
function afterFirstLesson(
  delay: Delay,
  memory: PollMemory,
  newestSeen: number,
  seenAtMs: number,
): Delay | null {
  const isFirst = memory.newestAtMs === null && delay.lessons === 0;
  const { typicalMs, typicalSdMs } = isFirst && delay.typicalMs === null ? typicalGuess : delay;
  if (typicalMs === null || typicalSdMs === null) return null;
  const atMostMs = seenAtMs - newestSeen;
  const atLeastMs = Math.max(0, (memory.polledAtMs ?? newestSeen) - newestSeen);
  if (atMostMs < delay.delayMs - surpriseMs || atLeastMs > delay.delayMs + farMsMin) return null;
  const typical = afterReading({ typicalMs, typicalSdMs }, { atLeastMs, atMostMs });
  const delayMs = aimOf(typical);
  const isLearnt = delay.lessons >= firstLessons;
  return { ...delay, delayMs, ...(isLearnt ? learnt : typical) };
}

function afterLaterArrival(
  delay: Delay,
  memory: PollMemory,
  newestSeen: number,
  seenAtMs: number,
): Delay {
  const atMostMs = seenAtMs - newestSeen;
  if (atMostMs < delay.delayMs - surpriseMs) {
    const delayMs = Math.min(atMostMs, delayGuessMs);
    return { delayMs, excessMs: 0, lessons: lessonsAfterJump, streak: 0, ...learnt };
  }
  if (atMostMs < delay.delayMs - earlyMs) {
    const downMs = (delay.delayMs - atMostMs) * earlyShare;
    return { ...delay, delayMs: delay.delayMs - downMs };
  }
  if (memory.polledAtMs === null || memory.newestAtMs === null) return delay;
  const atLeastMs = memory.polledAtMs - newestSeen;
  const overAtLeastMs = atLeastMs - delay.delayMs;
  if (overAtLeastMs <= farMsMin) return afterExcess(delay, atMostMs - delay.delayMs);
  const streak = Math.min(0, delay.streak) - farMissWeight;
  if (streak > -farMissesWeight) return { ...delay, streak };
  if (overAtLeastMs > slotMsOf(memory)) {
    return { delayMs: atLeastMs, excessMs: 0, lessons: lessonsAfterJump, streak, ...learnt };
  }
  if (delay.excessMs > overAtLeastMs) {
    return { ...afterExcess(delay, atMostMs - delay.delayMs), streak };
  }
  const midMs = (overAtLeastMs + atMostMs - delay.delayMs) / 2;
  const excessMs = delay.excessMs === 0 ? midMs : overAtLeastMs + excessStepMs * aimShare;
  return { ...delay, excessMs: Math.min(excessMs, excessMsMaxOf(memory)), streak };
}

/** Found by the poll at the excess: it may come a little earlier. In the end it is the usual. */
function afterExcess(delay: Delay, overAtMostMs: number): Delay {
  if (delay.excessMs > 0 && delay.streak <= -lastingMissStreak) {
    const delayMs = delay.delayMs + delay.excessMs;
    return { delayMs, excessMs: 0, lessons: lessonsAfterJump, streak: 0, ...learnt };
  }
  const isMet = delay.excessMs > 0 && overAtMostMs <= delay.excessMs + lessonLatenessMsMax;
  const downMs = isMet ? excessStepMs * (1 - aimShare) : 0;
  return { ...delay, excessMs: Math.max(0, delay.excessMs - downMs) };
}
