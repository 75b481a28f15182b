import type { Random } from '#std/random';
import type { PacedMemory } from './aim.ts';
import { earliestReadAtMs, firstAimAfter, isPaced } from './aim.ts';
import {
  aimJitterMs,
  eagerMs,
  eagerPollMs,
  firstPollSpreadMs,
  overdueMsMax,
  overdueSpreadMs,
  patientPollMs,
  planMsMax,
  silenceMs,
  silentPollMsMax,
  silentPollMsMin,
  waitJitterShare,
} from './pace.ts';
import type { PollMemory } from './poll-memory.ts';

/**
 * Why a poll is planned for its moment.
 *
 * - `first`: never polled. `waiting`: polled, but there was never a reading.
 * - `due`: just behind the moment at which a reading becomes visible. `retry`: it was not there.
 * - `silent`: no new reading for an hour. `overdue`: the plan lies in the past; made up for soon.
 * - `steady`: at the distance of a provider that tells nothing of now (see `steady`).
 * - `throttled`, `unavailable`: after a failure (see `nextAfterFailure`).
 */
export type PollReason =
  | 'first'
  | 'waiting'
  | 'due'
  | 'retry'
  | 'silent'
  | 'overdue'
  | 'steady'
  | 'throttled'
  | 'unavailable';

export interface PollPlan {
  /** Whole milliseconds, epoch; always after the moment at which it was decided. */
  readonly atMs: number;
  readonly reason: PollReason;
}

/**
 * When a connection is polled next, after a poll that succeeded or before the first. Pure: the
 * same memory, time and chance give the same plan. Never less than `planFloorMs` after the last
 * read, never more than `planMsMax` ahead.
 */
export function nextPoll(memory: PollMemory, nowMs: number, random: Random): PollPlan {
  const wanted = wantedPoll(memory, nowMs, random);
  const atMs = Math.max(wanted.atMs, earliestReadAtMs(memory, nowMs));
  return { ...wanted, atMs: Math.ceil(Math.min(atMs, nowMs + planMsMax)) };
}

function wantedPoll(memory: PollMemory, nowMs: number, random: Random): PollPlan {
  if (memory.polledAtMs === null || memory.newsAtMs === null) {
    return { atMs: nowMs + random() * firstPollSpreadMs, reason: 'first' };
  }
  const quietMs = nowMs - memory.newsAtMs;
  if (quietMs > silenceMs + memory.cadenceMs) {
    const waitMs = silentPollMsMin + random() * (silentPollMsMax - silentPollMsMin);
    return { atMs: nowMs + waitMs, reason: 'silent' };
  }
  if (!isPaced(memory)) {
    const waitMs = quietMs < eagerMs ? eagerPollMs : patientPollMs;
    const jitter = 1 + (2 * random() - 1) * waitJitterShare;
    return { atMs: nowMs + waitMs * jitter, reason: 'waiting' };
  }
  return aimedPoll(memory, memory.polledAtMs, nowMs, random);
}

function aimedPoll(
  memory: PacedMemory,
  polledAtMs: number,
  nowMs: number,
  random: Random,
): PollPlan {
  const aim = firstAimAfter(memory, Math.min(polledAtMs, nowMs));
  if (nowMs - aim.atMs > overdueMsMax) {
    return { atMs: nowMs + random() * overdueSpreadMs, reason: 'overdue' };
  }
  const reason = aim.isRetry ? 'retry' : 'due';
  return { atMs: aim.atMs + random() * aimJitterMs, reason };
}
