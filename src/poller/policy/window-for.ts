import { slotMsOf } from './aim.ts';
import {
  countMargin,
  countMax,
  crowdedShare,
  deepEveryMs,
  deepLookBackMs,
  fullEveryMs,
  fullLookBackMs,
  largeCountMax,
  lookBackMsMin,
  lookBackReadings,
  lookSpreadShare,
  quickCadenceMs,
  reachSlots,
} from './pace.ts';
import type { PollMemory } from './poll-memory.ts';

/** So many readings in a row that are not there are a silence, and at least so long. */
const silentSlots = 2;
const silentMsMin = 10 * 60_000;

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
  const behindMs = Math.max(0, -(memory.wallErrorMs ?? 0));
  const backMs = Math.min(fullLookBackMs, gapMs + behindMs + lookBackMs(memory, nowMs));
  const minutes = Math.ceil(backMs / 60_000);
  // What a phone has dated ahead stands first in an answer: it must not crowd out what is of now.
  const aheadMs = Math.max(0, memory.wallErrorMs ?? 0);
  return { minutes, maxCount: countFor(backMs + aheadMs, memory, memory.crowdedAtMs !== null) };
}

/** As many entries as these hours hold, by what is known of the sensor. */
function countFor(
  backMs: number,
  { cadenceMs }: Pick<PollMemory, 'cadenceMs'>,
  isCrowded: boolean,
): number {
  const isLarge = isCrowded || cadenceMs < quickCadenceMs;
  const count = Math.ceil(backMs / cadenceMs) * (isCrowded ? crowdedShare : 1) + countMargin;
  return Math.min(isLarge ? largeCountMax : countMax, count);
}

/** How many entries an answer held, and the oldest reading of it; null for none. */
export interface AnswerReach {
  readonly requestedAtMs: number;
  readonly window: PollWindow;
  readonly returnedCount: number;
  readonly oldestAtMs: number | null;
}

/**
 * Whether an answer ends before the time that was asked for because it holds as many entries as were
 * asked for, and more can be.
 */
export function isCut(answer: AnswerReach, { cadenceMs }: Pick<PollMemory, 'cadenceMs'>): boolean {
  const { requestedAtMs, window, returnedCount, oldestAtMs } = answer;
  if (returnedCount < window.maxCount || window.maxCount >= largeCountMax) return false;
  const wantedMs = requestedAtMs - window.minutes * 60_000;
  return oldestAtMs === null || oldestAtMs - wantedMs > reachSlots * cadenceMs;
}

/** Whether it holds more entries than one device tells in that time. */
export function isCrowded(
  { window, returnedCount }: Pick<AnswerReach, 'window' | 'returnedCount'>,
  memory: Pick<PollMemory, 'cadenceMs'>,
): boolean {
  return returnedCount > countFor(window.minutes * 60_000, memory, false);
}

/** When an answer last reached back to an instant (epoch ms both); never: the beginning of time. */
export function lookedAtMs(memory: PollMemory, takenAtMs: number): number {
  const { polledAtMs, deepAtMs, fullAtMs } = memory;
  const looks = [
    [polledAtMs, usualLookBackMs(memory)],
    [deepAtMs, deepLookBackMs],
    [fullAtMs, fullLookBackMs],
  ] as const;
  return looks.reduce((latest, [atMs, backMs]) => {
    return atMs !== null && takenAtMs >= atMs - backMs ? Math.max(latest, atMs) : latest;
  }, 0);
}

function lookBackMs(memory: PollMemory, nowMs: number): number {
  if (isLookDue(memory, memory.fullAtMs, fullEveryMs, nowMs)) return fullLookBackMs;
  if (memory.doubtedAtMs !== null || isSilenceNew(memory, nowMs)) return fullLookBackMs;
  if (isLookDue(memory, memory.deepAtMs, deepEveryMs, nowMs)) return deepLookBackMs;
  return usualLookBackMs(memory);
}

function usualLookBackMs(memory: PollMemory): number {
  return Math.max(lookBackMsMin, lookBackReadings * slotMsOf(memory));
}

/**
 * Readings that should have come are looked for in the whole day, once a silence: a phone whose clock
 * is behind tells them there.
 */
function isSilenceNew(memory: PollMemory, nowMs: number): boolean {
  if (memory.newestAtMs === null || memory.fullAtMs === null) return false;
  const silentMs = Math.max(silentMsMin, silentSlots * slotMsOf(memory));
  const silentAtMs = memory.newestAtMs + silentMs + memory.delayMs;
  return nowMs > silentAtMs && memory.fullAtMs < silentAtMs;
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
