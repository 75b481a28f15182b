import { slotMsOf } from './aim.ts';
import {
  countMargin,
  countMax,
  deepEveryMs,
  deepLookBackMs,
  fullEveryMs,
  fullLookBackMs,
  lookBackMsMin,
  lookBackReadings,
  lookSpreadShare,
  quickCadenceMs,
  quickCountMax,
} from './pace.ts';
import type { PollMemory } from './poll-memory.ts';

/** What a read asks for: the readings of the last `minutes`, the newest `maxCount` of them. */
export interface PollWindow {
  readonly minutes: number;
  readonly maxCount: number;
}

/**
 * What the next read asks for: the gap since the newest reading known, and some way back behind it,
 * since a reading can appear late, below newer ones. About every hour it looks back hours, about
 * every day and at first the 24 hours that Dexcom keeps.
 */
export function windowFor(memory: PollMemory, nowMs: number): PollWindow {
  const gapMs = memory.newestAtMs === null ? 0 : Math.max(0, nowMs - memory.newestAtMs);
  const backMs = Math.min(fullLookBackMs, gapMs + lookBackMs(memory, nowMs));
  const isQuick = memory.cadenceMs < quickCadenceMs;
  const count = Math.ceil(backMs / memory.cadenceMs) + countMargin;
  return {
    minutes: Math.ceil(backMs / 60_000),
    maxCount: Math.min(isQuick ? quickCountMax : countMax, count),
  };
}

function lookBackMs(memory: PollMemory, nowMs: number): number {
  if (isLookDue(memory, memory.fullAtMs, fullEveryMs, nowMs)) return fullLookBackMs;
  if (isLookDue(memory, memory.deepAtMs, deepEveryMs, nowMs)) return deepLookBackMs;
  return Math.max(lookBackMsMin, lookBackReadings * slotMsOf(memory));
}

/** Where in its slot the newest reading lies differs by connection, and spreads their deep looks. */
function isLookDue(
  memory: PollMemory,
  lookedAtMs: number | null,
  everyMs: number,
  nowMs: number,
): boolean {
  if (lookedAtMs === null || memory.newestAtMs === null) return true;
  const slotMs = slotMsOf(memory);
  const place = (memory.newestAtMs % slotMs) / slotMs;
  return nowMs - lookedAtMs >= everyMs * (1 - place * lookSpreadShare);
}
