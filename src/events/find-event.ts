import { sql } from 'kysely';
import type { Db } from '#db';
import { timeOfId } from '#std/ids';
import { encodeCursor } from './cursor.ts';
import type { LogEvent } from './event.ts';
import { findLogHead } from './find-log-head.ts';
import { findPositionBefore } from './find-position-before.ts';

/** An event is appended in the transaction in which it was made, by clocks that may differ a little. */
const earlierMs = 10_000;
/** As long as a transaction may wait for others. */
const laterMs = 120_000;

/**
 * The event of an id among those of a team; null for none. There is no index of ids: an id tells when
 * it was made, and so where in the log its event stands.
 */
export async function findEvent(
  db: Db,
  { teamId, id }: { readonly teamId: string; readonly id: string },
): Promise<{ readonly event: LogEvent; readonly cursor: string } | null> {
  const madeAtMs = timeOfId(id);
  if (madeAtMs === null) return null;
  const from = new Date(madeAtMs - earlierMs);
  const after = await findPositionBefore(db, from);
  const { rows } = await sql<LogEvent>`
    select position, id, appended_at as "appendedAt", team_id as "teamId", user_id as "userId",
      endpoint_id as "endpointId", type, payload::text as payload
    from events
    where position > ${after} and appended_at >= ${from}
      and appended_at < ${new Date(madeAtMs + laterMs)} and team_id = ${teamId} and id = ${id}
    order by position limit 1`.execute(db);
  const [event] = rows;
  if (!event) return null;
  const { logId } = await findLogHead(db);
  return { event, cursor: encodeCursor(logId, event.position) };
}
