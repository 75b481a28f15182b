import { type BriefConnection, freshForMs, presentState } from '#connections';
import { readPollPace } from './policy/index.ts';

/** What a connection is at this moment, and since when. */
export function presentOf(connection: BriefConnection, now: Date) {
  const { cadenceMs, delayMs } = readPollPace(connection);
  return presentState(connection, freshForMs(cadenceMs, Math.max(0, delayMs)), now);
}
