import { type BriefConnection, freshForMs, presentState } from '#connections';
import { readPollPace } from '#poller';
import type { Context } from '#schema/kit';

/** What a connection is at this moment, and since when. */
export function presentOf(connection: BriefConnection, { clock }: Pick<Context, 'clock'>) {
  const { cadenceMs, delayMs } = readPollPace(connection);
  const freshMs = freshForMs(cadenceMs, Math.max(0, delayMs));
  return presentState(connection, freshMs, new Date(clock.nowMs()));
}
