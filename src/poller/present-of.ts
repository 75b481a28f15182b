import {
  type BriefConnection,
  type ConnectionRecord,
  freshForMs,
  overdueAfterMs,
  presentState,
  stateAgesAt,
  stateTextAgesAt,
} from '#connections';
import { readPollPace } from './policy/index.ts';

/** What a connection is at this moment, and since when. */
export function presentOf(connection: BriefConnection, now: Date) {
  return presentState(connection, freshForMsOf(connection), now);
}

/** When it will be another by time alone; null for never. */
export function agesAtOf(connection: BriefConnection, now: Date): Date | null {
  return stateAgesAt(connection, freshForMsOf(connection), now);
}

/**
 * When to look at a connection again, epoch milliseconds, if no event tells of it before: when time
 * alone makes something else of its state or of what can be done, and once the poll that is planned
 * next has been made, since a poll that brought nothing tells no event.
 */
export function nextLookAt(connection: ConnectionRecord, now: Date): number {
  const { nextPollAt, sensorFailedAtMs } = connection;
  const nowMs = now.getTime();
  const failedAtMs = typeof sensorFailedAtMs === 'number' ? sensorFailedAtMs : null;
  const instants = [
    agesAtOf(connection, now)?.getTime(),
    stateTextAgesAt(presentOf(connection, now), nowMs, failedAtMs)?.getTime(),
    nextPollAt ? lookAfterPoll(nextPollAt.getTime(), nowMs) : undefined,
    nowMs + lookMs.last,
  ];
  return Math.min(...instants.filter((atMs) => atMs !== undefined));
}

/**
 * A poll mostly ends within a second after its time has come. `last`: for what neither an event nor a
 * plan tells, such as a refresh that brought nothing.
 */
const lookMs = { afterPoll: 1_000, whileOverdue: 60_000, last: 300_000 };

/** At growing distances while the poll is late, and when it is so late that it is told. */
function lookAfterPoll(dueMs: number, nowMs: number): number {
  const lateMs = nowMs - dueMs;
  if (lateMs < lookMs.afterPoll) return dueMs + lookMs.afterPoll;
  const nextMs = nowMs + Math.min(lateMs, lookMs.whileOverdue);
  const toldMs = dueMs + overdueAfterMs + 1;
  return toldMs > nowMs ? Math.min(nextMs, toldMs) : nextMs;
}

function freshForMsOf(connection: BriefConnection): number {
  const { cadenceMs, delayMs } = readPollPace(connection);
  return freshForMs(cadenceMs, Math.max(0, delayMs));
}
