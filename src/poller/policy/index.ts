/**
 * When to ask next, purely: `learn` keeps what each answer taught of a sensor's cadence and of
 * the delay at Dexcom, `next-poll` and `next-after-failure` aim just after the next reading is
 * visible, `window-for` says how far back to ask, `pace` and `aim` are their arithmetic. Time and
 * chance are arguments.
 */
export { learn, learnFailure } from './learn.ts';
export { nextAfterFailure } from './next-after-failure.ts';
export { nextPoll } from './next-poll.ts';
export { throttledMsMin } from './pace.ts';
export {
  emptyPollMemory,
  type PollMemory,
  readPollMemory,
  readPollPace,
  shiftPollMemory,
} from './poll-memory.ts';
export { type PollWindow, windowFor } from './window-for.ts';
