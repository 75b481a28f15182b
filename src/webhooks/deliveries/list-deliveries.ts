import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#db';
import { findPositionBefore } from '#events';
import { type Delivery, type DeliveryRow, type DeliveryState, deliveryOfRow } from './delivery.ts';

export interface DeliveryListing {
  readonly teamId: string;
  readonly endpointId?: string | undefined;
  readonly states?: readonly DeliveryState[] | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  /** Only of events that were appended at this instant or later. */
  readonly fromAt?: Date | undefined;
  /** Only of events that were appended before this instant. */
  readonly untilAt?: Date | undefined;
  /** The delivery before which the page begins; the newest event's when absent. */
  readonly before?: { readonly position: number; readonly endpointId: string } | null | undefined;
  readonly limit: number;
}

/** A team's deliveries, those of the newest events first. */
export async function listDeliveries(db: Db, listing: DeliveryListing): Promise<Delivery[]> {
  const { teamId, endpointId, limit } = listing;
  const conditions = await conditionsOf(db, listing);
  // Each endpoint contributes its newest rows only, so a page costs the same however many there
  // are.
  const { rows } = await sql<DeliveryRow>`
    select d.* from webhook_endpoints w cross join lateral (
      select endpoint_id, event_position, event_appended_at, event_id, event_type, user_id, state,
        attempt_count, next_attempt_at, created_at, settled_at
      from webhook_deliveries
      where endpoint_id = w.id and ${sql.join(conditions, sql` and `)}
      order by event_position desc
      limit ${limit}
    ) d
    where w.team_id = ${teamId} and w.deleted_at is null
      and ${endpointId === undefined ? sql`true` : sql`w.id = ${endpointId}`}
    order by d.event_position desc, d.endpoint_id desc
    limit ${limit}`.execute(db);
  return rows.map(deliveryOfRow);
}

async function conditionsOf(db: Db, listing: DeliveryListing): Promise<RawBuilder<unknown>[]> {
  const { states, eventTypes, fromAt, untilAt, before } = listing;
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (states) conditions.push(sql`state = any(${states})`);
  if (eventTypes) conditions.push(sql`event_type = any(${eventTypes})`);
  if (fromAt) conditions.push(sql`event_position > ${await findPositionBefore(db, fromAt)}`);
  if (untilAt) conditions.push(sql`event_position <= ${await findPositionBefore(db, untilAt)}`);
  if (before) {
    const { position, endpointId } = before;
    conditions.push(sql`(event_position, endpoint_id) < (${position}, ${endpointId}::uuid)`);
  }
  return conditions;
}
