import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import { selectEvents } from '#events';
import { aboutEndpointId, endpointWantsEvent } from '#webhooks/endpoints';

export interface StagedBatch {
  /** How many events were read; equal to the limit when more may be waiting. */
  readonly eventCount: number;
  /** The endpoints that got new deliveries. */
  readonly endpointIds: readonly string[];
  /** When the last staged event was appended; null when another node held the checkpoint. */
  readonly reachedAt: Date | null;
}

export interface StagingOptions {
  readonly now: Date;
  readonly eventsMax: number;
  /**
   * `reachedAt` of an earlier batch, which lets the planner skip old partitions of the log. A
   * checkpoint before it is left alone: somebody has set it back.
   */
  readonly reachedAt: Date | null;
}

/** For the case that the database server's clock was set back. */
const marginMs = 24 * 3_600_000;

/**
 * Turns the next events of the log into deliveries and moves the checkpoint, in one statement. The
 * checkpoint's row is locked only while the statement runs, so a node that hangs delays no other; a
 * node that finds it locked does nothing. Positions are in commit order (E3), so no event before the
 * last one seen can still appear.
 */
export async function stageDeliveries(
  db: Db,
  { now, eventsMax, reachedAt }: StagingOptions,
): Promise<StagedBatch> {
  const since = reachedAt ? sql`${reachedAt}` : sql`'-infinity'`;
  const floor = reachedAt ? sql`${new Date(reachedAt.getTime() - marginMs)}` : sql`'-infinity'`;
  const next = selectEvents(
    { after: sql`c.position`, appendedFrom: floor, limit: eventsMax },
    sql`${aboutEndpointId} as about_endpoint_id`,
  );
  const { rows } = await executePrepared(
    db,
    sql<{
      event_count: number;
      endpoint_ids: string[] | null;
      reached_at: Date | number;
    }>`
    with checkpoint as materialized (
      select position, appended_at from webhook_checkpoint
      where appended_at >= ${since}::timestamptz
      for no key update skip locked
    ),
    batch as materialized (
      select e.* from checkpoint c cross join lateral (${next}) e
    ),
    staged as (
      insert into webhook_deliveries (endpoint_id, event_position, event_appended_at, event_id,
        event_type, user_id, created_at, next_attempt_at)
      select w.id, b.position, b.appended_at, b.id, b.type, b.user_id, ${now}, ${now}
      from batch b join webhook_endpoints w on w.team_id = b.team_id
      where w.disabled_at is null and w.deleted_at is null and b.position > w.created_position
        and ${endpointWantsEvent}
      order by b.position
      on conflict do nothing
      returning endpoint_id
    ),
    moved as (
      update webhook_checkpoint set position = b.position, appended_at = b.appended_at
      from (select position, appended_at from batch order by position desc limit 1) b
    )
    select (select count(*) from batch) as event_count,
      (select array_agg(distinct endpoint_id) from staged) as endpoint_ids,
      coalesce((select max(appended_at) from batch), c.appended_at) as reached_at
    from checkpoint c`,
  );
  const row = rows[0];
  return {
    eventCount: row?.event_count ?? 0,
    endpointIds: row?.endpoint_ids ?? [],
    // For an empty log it is minus infinity, which is no Date.
    reachedAt: row?.reached_at instanceof Date ? row.reached_at : null,
  };
}
