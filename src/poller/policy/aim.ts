import {
  planFloorMs,
  retryCadenceShareMax,
  retryOffsetsMs,
  secondSlotRetriesMax,
  servedMs,
  slotMsMin,
} from './pace.ts';
import type { PollMemory } from './poll-memory.ts';

/** A connection that has given at least one reading, so that there is something to aim behind. */
export type PacedMemory = PollMemory & { readonly newestAtMs: number };

export function isPaced(memory: PollMemory): memory is PacedMemory {
  return memory.newestAtMs !== null;
}

/** The time between aims: the cadence, or as many cadences as make up the least. */
export function slotMsOf(memory: PollMemory): number {
  return memory.cadenceMs * Math.ceil(slotMsMin / memory.cadenceMs);
}

/**
 * Which reading after the newest known ought to be visible at a moment: 0 none, 1 the next, 2 that
 * the next and the one after it are overdue.
 */
export function slotAt(memory: PacedMemory, atMs: number): number {
  return Math.max(0, Math.floor((atMs - memory.newestAtMs - memory.delayMs) / slotMsOf(memory)));
}

/** The moment at which the reading of that slot is aimed at. */
export function aimAtMs(memory: PacedMemory, slot: number): number {
  return memory.newestAtMs + slot * slotMsOf(memory) + memory.delayMs;
}

export interface AimedPoll {
  readonly atMs: number;
  readonly isRetry: boolean;
}

/**
 * The first aim or retry behind a poll, in the order in which they would be tried. One that lies
 * within a few seconds of the poll was served by it, though a lesson has moved it since.
 */
export function firstAimAfter(memory: PacedMemory, polledAtMs: number): AimedPoll {
  if (memory.cadenceMs < slotMsMin) return { atMs: polledAtMs + slotMsMin, isRetry: false };
  const servedAtMs = polledAtMs + servedMs;
  const slot = slotAt(memory, servedAtMs);
  const aimed = aimAtMs(memory, slot);
  const retry = retriesOf(memory, slot).find((offsetMs) => aimed + offsetMs > servedAtMs);
  if (retry !== undefined) return { atMs: aimed + retry, isRetry: true };
  return { atMs: aimAtMs(memory, slot + 1), isRetry: false };
}

/**
 * On a bad day the first retry comes where readings have lately been found. The usual aim is kept
 * before it: one request more for each reading, and the end of the bad day is seen at once.
 */
function retriesOf(memory: PacedMemory, slot: number): readonly number[] {
  if (slot === 0 || slot > 2) return [];
  const slotMs = slotMsOf(memory);
  const { excessMs } = memory;
  const lastMs = Math.min(slotMs * retryCadenceShareMax, slotMs - planFloorMs);
  const usual = retryOffsetsMs.map((offsetMs) => excessMs + offsetMs);
  const inTime = usual.filter((offsetMs) => offsetMs <= lastMs);
  const offsets = excessMs > 0 ? [excessMs, ...inTime] : inTime;
  return slot === 1 ? offsets : offsets.slice(0, secondSlotRetriesMax);
}

/** An excess longer than this would reach into the next slot. */
export function excessMsMaxOf(memory: PollMemory): number {
  return Math.max(0, slotMsOf(memory) - planFloorMs);
}

/** The earliest next read: the floor after the last one, or after now where our clock went back. */
export function earliestReadAtMs(memory: PollMemory, nowMs: number): number {
  if (memory.polledAtMs === null) return nowMs + 1;
  if (memory.polledAtMs > nowMs) return nowMs + planFloorMs;
  return Math.max(memory.polledAtMs + planFloorMs, nowMs + 1);
}
