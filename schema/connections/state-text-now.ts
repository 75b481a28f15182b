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

/** One row is judged once, though several of its fields tell the judgement. */
const judged = new WeakMap<ConnectionRecord, Promise<StateText>>();

/** The words for what a connection is at this moment. */
export function stateTextNow(connection: ConnectionRecord, context: Context): Promise<StateText> {
  const known = judged.get(connection);
  if (known) return known;
  const text = judge(connection, context);
  judged.set(connection, text);
  return text;
}

async function judge(connection: ConnectionRecord, context: Context): Promise<StateText> {
  const present = presentOf(connection, context);
  const isDexcomFailing =
    present.state === 'UNREACHABLE' && (await loadIsFailing(context, connection.region));
  const { provider, sensorFailedAtMs, newestTakenAt, asideCount } = connection;
  return stateTextOf(present, context.clock.nowMs(), {
    provider,
    isDexcomFailing,
    sensorFailedAtMs: typeof sensorFailedAtMs === 'number' ? sensorFailedAtMs : null,
    hasOnlyAside: newestTakenAt === null && asideCount > 0,
  });
}
