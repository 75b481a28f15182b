import { type ConnectionRecord, type StateText, stateTextOf } from '#connections';
import type { Region } from '#providers';
import { findRegionStatuses } from '#region-status';
import { batchLoader, type Context } from '#schema/kit';
import { presentOf } from './present-of.ts';

const loadIsFailing = batchLoader<Region, boolean>({
  nameOf: (region) => region,
  async load(keys, { db, clock }) {
    const statuses = await findRegionStatuses(db, new Date(clock.nowMs()));
    const failing = statuses.filter(
      ({ logins, reads }) => logins.answers === false || reads.answers === false,
    );
    return keys.map((region) => failing.some((status) => status.region === region));
  },
});

/** The words for what a connection is at this moment, and whether that is Dexcom's doing. */
export async function stateTextNow(
  connection: ConnectionRecord,
  context: Context,
): Promise<StateText> {
  const present = presentOf(connection, context);
  const isDexcomFailing =
    present.state === 'UNREACHABLE' && (await loadIsFailing(context, connection.region));
  return stateTextOf(present, context.clock.nowMs(), { isDexcomFailing });
}
