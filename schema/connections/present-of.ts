import type { BriefConnection } from '#connections';
import { presentOf as presentAt } from '#poller';
import type { Context } from '#schema/kit';
import { dateOf } from '#std/clock';

/** What a connection is at this moment, and since when. */
export function presentOf(connection: BriefConnection, { clock }: Pick<Context, 'clock'>) {
  return presentAt(connection, dateOf(clock));
}
