export { learn, learnFailure, type PollObservation } from './learn.ts';
export { nextAfterFailure, type PollFailure } from './next-after-failure.ts';
export { nextPoll, type PollPlan, type PollReason } from './next-poll.ts';
export { planFloorMs, planMsMax, retryAfterMsMax, throttledMsMin } from './pace.ts';
export {
  emptyPollMemory,
  type PollMemory,
  type PollPace,
  readPollMemory,
  readPollPace,
  shiftPollMemory,
} from './poll-memory.ts';
export { type PollWindow, windowFor } from './window-for.ts';
