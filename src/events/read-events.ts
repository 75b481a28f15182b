import { sql } from 'kysely';
import type { Db } from '#db';
import type { LogEvent } from './event.ts';
import type { EventType } from './event-type.ts';

export interface EventFilter {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive; the end of the log unless told. */
  readonly until?: number;
  readonly limit: number;
  readonly teamId?: string;
  readonly userId?: string;
  readonly types?: readonly EventType[];
  /** The day of `after`, where it is known: spares looking it up. */
  readonly since?: Date;
}

/**
 * Events in the order of the log. Says nothing of what was pruned: who needs to know asks for the
 * head *afterwards*, so that nothing can leave in between.
 */
export async function readEvents(db: Db, filter: EventFilter): Promise<LogEvent[]> {
  const { after, until, limit, teamId, userId, types } = filter;
  const since = filter.since ?? (await findDay(db, after));
  const { rows } = await sql<LogEvent>`
    select position, id, appended_at as "appendedAt", team_id as "teamId", user_id as "userId",
      endpoint_id as "endpointId", type, payload::text as payload
    from events
    where position > ${after}
      ${since === null ? sql`` : sql`and appended_at >= ${since}`}
      ${until === undefined ? sql`` : sql`and position <= ${until}`}
      ${teamId === undefined ? sql`` : sql`and team_id = ${teamId}`}
      ${userId === undefined ? sql`` : sql`and user_id = ${userId}`}
      ${types === undefined ? sql`` : sql`and type = any(${types}::text[])`}
    order by position
    limit ${limit}`.execute(db);
  return rows;
}

/**
 * The day in which the events after a position begin. Given as a constant, it lets the planner
 * leave out the partitions of all days before.
 */
async function findDay(db: Db, after: number): Promise<Date | null> {
  const { rows } = await sql<{ startsAt: Date }>`
    select starts_at as "startsAt" from log_days
    where after_position <= ${after} order by after_position desc limit 1`.execute(db);
  return rows[0]?.startsAt ?? null;
}
