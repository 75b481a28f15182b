import { sql } from 'kysely';
import type { Db } from '#db';
import { findLogHead } from './find-log-head.ts';

/**
 * The position of the last event that was appended before an instant. Positions and times grow
 * together, so a binary search finds it in a few dozen index lookups, however long the log is.
 */
export async function findPositionBefore(db: Db, at: Date): Promise<number> {
  const { prunedPosition, drawnPosition } = await findLogHead(db);
  const { rows } = await sql<{ low: number }>`
    with recursive search as (
      select ${prunedPosition}::bigint as low, ${drawnPosition}::bigint as high
      union all
      select
        case when probe.appended_at < ${at} then probe.position else search.low end,
        case when probe.appended_at < ${at} then search.high else (search.low + search.high) / 2 end
      from search left join lateral (
        select position, appended_at from events
        where position > (search.low + search.high) / 2 and position <= search.high
        order by position limit 1
      ) probe on true
      where search.low < search.high
    )
    select low from search order by high - low limit 1`.execute(db);
  return rows[0]?.low ?? prunedPosition;
}
