import { type RawBuilder, sql } from 'kysely';

/** A stretch of the log; each part is SQL of the statement around it, or a value. */
export interface LogStretch {
  /** Exclusive. */
  readonly after: RawBuilder<unknown> | number;
  /** Inclusive; the end of the log unless told. */
  readonly until?: number;
  /** Spares the partitions of the days before. */
  readonly appendedFrom?: RawBuilder<unknown>;
  /** Of one team; of all unless told. */
  readonly teamId?: RawBuilder<unknown>;
  readonly limit: number;
}

/**
 * A piece of SQL for a statement of another room that must read the log and write beside it at once,
 * as staging does: the events of a stretch, in the order of the log. `also` are further columns,
 * computed from the row of an event.
 */
export function selectEvents(stretch: LogStretch, also: RawBuilder<unknown>): RawBuilder<unknown> {
  const { after, until, appendedFrom, teamId, limit } = stretch;
  return sql`
    select position, appended_at, id, team_id, user_id, endpoint_id, type, ${also}
    from events
    where position > ${after}
      ${until === undefined ? sql`` : sql`and position <= ${until}`}
      ${appendedFrom === undefined ? sql`` : sql`and appended_at >= ${appendedFrom}::timestamptz`}
      ${teamId === undefined ? sql`` : sql`and team_id = ${teamId}`}
    order by position
    limit ${limit}`;
}
