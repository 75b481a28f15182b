/**
 * When to ask next, purely: `learn` keeps what each answer taught of a sensor's cadence and of
 * the delay at Dexcom, `next-poll` and `next-after-failure` aim just after the next reading is
 * visible, `doubts` keeps what makes a phone's clock suspect, `ahead` how far ahead of now it may be, `window-for` says how far back to ask, `pace` and `aim` are their arithmetic; `steady` is
 * all of it for a provider whose readings come hours late. Time and
 * chance are arguments.
 */
export { aheadSlackMs, isPhoneAhead, isToldOfLate } from './ahead.ts';
export { nextCadenceMs } from './cadence.ts';
export {
  afterDoubts,
  behindUntilMs,
  type Doubts,
  isAtDoubtedDistance,
  isClockBehind,
  toldAround,
} from './doubts.ts';
export { lessonsToTell, type Typical, typicalOf } from './first-lessons.ts';
export { learn, learnFailure } from './learn.ts';
export { nextAfterFailure } from './next-after-failure.ts';
export { nextPoll } from './next-poll.ts';
export { reachSlots, throttledMsMin } from './pace.ts';
export { steadyPaceOf } from './pace-of.ts';
export {
  emptyPollMemory,
  type PollMemory,
  readPollMemory,
  readPollPace,
  shiftPollMemory,
  storedMemory,
} from './poll-memory.ts';
export { learnSteadily, steadyPoll, steadyWindow } from './steady.ts';
export { isCut, lookedAtMs, type PollWindow, windowFor } from './window-for.ts';
