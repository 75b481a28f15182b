import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import type { LogEvent } from './event.ts';
import type { EventType } from './event-type.ts';

export interface EventFilter {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; absent: the end of the log. */
  readonly until?: number;
  readonly limit: number;
  readonly teamId?: string;
  readonly userId?: string;
  readonly types?: readonly EventType[];
  /** When they were appended: inclusive, and exclusive. */
  readonly appendedFrom?: Date | undefined;
  readonly appendedBefore?: Date | undefined;
  /** Whether those of the end of the stretch come first. */
  readonly isNewestFirst?: boolean;
  /** The day of `after`, if the caller knows it; saves a lookup. */
  readonly since?: Date;
}

/**
 * Events in the order of the log, or against it. It does not notice pruned events: a caller that must know reads
 * the head *after* this, so that nothing can be pruned unnoticed in between.
 */
export async function readEvents(db: Db, filter: EventFilter): Promise<LogEvent[]> {
  const { after, until, limit, teamId, userId, types, appendedFrom, appendedBefore } = filter;
  // Against the order, partitions are left as soon as the page is full.
  const isForward = !filter.isNewestFirst;
  const since = filter.since ?? (isForward ? await findDay(db, after) : null);
  const { rows } = await executePrepared(
    db,
    sql<LogEvent>`
    select position, id, appended_at as "appendedAt", team_id as "teamId", user_id as "userId",
      endpoint_id as "endpointId", type, payload::text as payload
    from events
    where position > ${after}
      ${since === null ? sql`` : sql`and appended_at >= ${since}`}
      ${appendedFrom === undefined ? sql`` : sql`and appended_at >= ${appendedFrom}`}
      ${appendedBefore === undefined ? sql`` : sql`and appended_at < ${appendedBefore}`}
      ${until === undefined ? sql`` : sql`and position <= ${until}`}
      ${teamId === undefined ? sql`` : sql`and team_id = ${teamId}`}
      ${userId === undefined ? sql`` : sql`and user_id = ${userId}`}
      ${types === undefined ? sql`` : sql`and type = any(${types}::text[])`}
    order by position ${isForward ? sql`` : sql`desc`}
    limit ${limit}`,
  );
  return rows;
}

/**
 * The day on which the events after a position begin. As a constant in the query, it lets the
 * planner skip the partitions of all earlier days.
 */
async function findDay(db: Db, after: number): Promise<Date | null> {
  const { rows } = await sql<{ startsAt: Date }>`
    select starts_at as "startsAt" from log_days
    where after_position <= ${after} order by after_position desc limit 1`.execute(db);
  return rows[0]?.startsAt ?? null;
}
