import { type BriefConnection, freshForMs, presentState, stateAgesAt } from '#connections';
import { readPollPace } from './policy/index.ts';

/** What a connection is at this moment, and since when. */
export function presentOf(connection: BriefConnection, now: Date) {
  return presentState(connection, freshForMsOf(connection), now);
}

/** When it will be another by time alone; null for never. */
export function agesAtOf(connection: BriefConnection, now: Date): Date | null {
  return stateAgesAt(connection, freshForMsOf(connection), now);
}

function freshForMsOf(connection: BriefConnection): number {
  const { cadenceMs, delayMs } = readPollPace(connection);
  return freshForMs(cadenceMs, Math.max(0, delayMs));
}
