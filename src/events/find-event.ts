import { sql } from 'kysely';
import type { Db } from '#db';
import { encodeCursor } from './cursor.ts';
import type { LogEvent } from './event.ts';
import { findLogHead } from './find-log-head.ts';
import { findStretchOfId } from './find-stretch-of-id.ts';

/**
 * The event of an id among those of a team; null for none. There is no index of ids: an id tells when
 * it was made, and so where in the log its event stands.
 */
export async function findEvent(
  db: Db,
  { teamId, id }: { readonly teamId: string; readonly id: string },
): Promise<{ readonly event: LogEvent; readonly cursor: string } | null> {
  const stretch = await findStretchOfId(db, id);
  if (!stretch) return null;
  const { rows } = await sql<LogEvent>`
    select position, id, appended_at as "appendedAt", team_id as "teamId", user_id as "userId",
      endpoint_id as "endpointId", type, payload::text as payload
    from events
    where position > ${stretch.after} and position <= ${stretch.until}
      and appended_at >= ${stretch.from} and appended_at < ${stretch.to}
      and team_id = ${teamId} and id = ${id}`.execute(db);
  const [event] = rows;
  if (!event) return null;
  const { logId } = await findLogHead(db);
  return { event, cursor: encodeCursor(logId, event.position) };
}
