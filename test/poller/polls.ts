import { passwordProvider, type Reading, type ReadingBatch } from '#providers';
import { emptyPollMemory } from '#src/poller/policy/poll-memory.ts';
import type { ClaimedPoll } from '#src/poller/poll/claimed-poll.ts';
import type { PollOutcome } from '#src/poller/poll/poll-outcome.ts';

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const nowMs = Date.UTC(2026, 0, 15, 12);
export const now = new Date(nowMs);
export const ago = (ms: number) => new Date(nowMs - ms);

/** A poll of a connection that has been fresh for hours. */
export function claimedPoll(facts: Partial<ClaimedPoll> = {}): ClaimedPoll {
  return {
    connectionId: '01990000-0000-7000-8000-000000000001',
    teamId: '01990000-0000-7000-8000-000000000002',
    userId: '01990000-0000-7000-8000-000000000003',
    clientUserId: 'client',
    provider: passwordProvider,
    region: 'US',
    isSuspect: false,
    fence: 1,
    plannedAt: now,
    reason: 'due',
    readAt: now,
    accountKey: Buffer.alloc(32),
    grantSealed: Buffer.alloc(0),
    sessionSealed: Buffer.alloc(0),
    sessionOpenedAt: ago(hourMs),
    state: 'FRESH',
    stateSince: ago(5 * hourMs),
    stateUntil: null,
    refusalCount: 0,
    isSharingOn: null,
    followerCount: null,
    sharingAskedAt: ago(5 * hourMs),
    stalledToldAt: null,
    errorToldAt: null,
    connectedAt: ago(5 * hourMs),
    memory: {
      ...emptyPollMemory,
      newestAtMs: nowMs - 5 * minuteMs,
      polledAtMs: nowMs - 5 * minuteMs,
    },
    newestTakenAt: ago(5 * minuteMs),
    rejectedCount: 0,
    ...facts,
  };
}

/** The clock of a phone of which nothing ill is known. */
export const rightClock = {
  ...{ wallErrorMs: null, sensorErrorMs: null, doubtedAtMs: null, doubtedMs: 0, doubts: 0 },
  ...{ isWrong: false, aheadToldAtMs: null, believed: [] },
};

export function readingAt(takenAtMs: number, valueMgDl = 120): Reading {
  return { takenAtMs, valueMgDl, utcOffsetMinutes: 0, trend: 'FLAT', sensorTakenAtMs: null };
}

/** Readings every five minutes, the newest so old, newest first. */
export function readingsFrom(newestMs: number, count: number, stepMs = 5 * minuteMs): Reading[] {
  return Array.from({ length: count }, (_, at) => readingAt(newestMs - at * stepMs));
}

export function batchOf(readings: readonly Reading[]): ReadingBatch {
  return {
    readings,
    droppedCount: 0,
    newestErrorAtMs: null,
    unreadableCount: 0,
    returnedCount: readings.length,
  };
}

type Read = Extract<PollOutcome, { kind: 'read' }>;

export function readOutcome(readings: readonly Reading[], facts: Partial<Read> = {}): Read {
  return {
    kind: 'read',
    requestedAtMs: nowMs - 200,
    answeredAtMs: nowMs,
    window: { minutes: 40, maxCount: 14 },
    batch: batchOf(readings),
    sharing: null,
    restMs: null,
    ...facts,
  };
}

export const outage = {
  kind: 'unavailable',
  retryAfterMs: null,
  isHanging: false,
  isSessionDoubted: false,
  request: 'read',
  by: 'provider',
} as const satisfies PollOutcome;
