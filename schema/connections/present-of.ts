import type { BriefConnection, ConnectionRecord } from '#connections';
import { presentOf as presentAt } from '#poller';
import type { Context } from '#schema/kit';
import { dateOf } from '#std/clock';

/** What a connection is at this moment, and since when. */
export function presentOf(connection: BriefConnection, { clock }: Pick<Context, 'clock'>) {
  return presentAt(connection, dateOf(clock));
}

/** When the first reading may come at the earliest; null when one is there, or none is awaited. */
export function firstReadingExpectedAt({
  newestTakenAt,
  nextPollAt,
}: Pick<ConnectionRecord, 'newestTakenAt' | 'nextPollAt'>): Date | null {
  return newestTakenAt === null ? nextPollAt : null;
}
