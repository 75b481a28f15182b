import { slotMsOf } from './aim.ts';
import { distanceSlackMs } from './doubts.ts';
import type { PollMemory } from './poll-memory.ts';

/** Nothing that is dated less than this ahead of now says that a clock is wrong. */
export const aheadSlackMs = 30_000;
/** So many cadences without a reading that has a right time, and a minute: none is told any more. */
const quietSlots = 2;

/** Whether the phone that tells readings is known to date them ahead of now. */
export function isPhoneAhead({ delayMs }: Pick<PollMemory, 'delayMs'>): boolean {
  return delayMs < -aheadSlackMs;
}

/** Whether a newer reading was told of late than all before. */
export function isToldOfLate(memory: PollMemory, nowMs: number): boolean {
  const quietMs = quietSlots * slotMsOf(memory) + distanceSlackMs;
  return memory.newsAtMs !== null && nowMs - memory.newsAtMs <= quietMs;
}
