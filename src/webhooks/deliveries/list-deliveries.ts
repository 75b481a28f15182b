import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#db';
import { findPositionBefore, findStretchOfId } from '#events';
import { type Delivery, type DeliveryRow, type DeliveryState, deliveryOfRow } from './delivery.ts';

export interface DeliveryListing {
  readonly teamId: string;
  readonly endpointId?: string | undefined;
  readonly states?: readonly DeliveryState[] | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly userId?: string | undefined;
  readonly eventId?: string | undefined;
  /** How the last attempt was answered. */
  readonly answers?: readonly AnswerRange[] | undefined;
  /** Only of events that were appended at this instant or later. */
  readonly fromAt?: Date | undefined;
  /** Only of events that were appended before this instant. */
  readonly untilAt?: Date | undefined;
  /** The delivery before which the page begins; the newest event's when absent. */
  readonly before?: { readonly position: number; readonly endpointId: string } | null | undefined;
  readonly limit: number;
}

/** Statuses from and to, both inclusive; null where no answer came. */
export type AnswerRange = readonly [from: number, to: number] | null;

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
  const { states, eventTypes, fromAt, untilAt, before, userId, eventId, answers } = listing;
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (userId) conditions.push(sql`user_id = ${userId}`);
  if (eventId) conditions.push(...(await conditionsOfEvent(db, eventId)));
  if (answers) conditions.push(wasAnswered(answers));
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

/** There is no index of event ids: an id tells when it was made, and so where its event stands. */
async function conditionsOfEvent(db: Db, eventId: string): Promise<RawBuilder<unknown>[]> {
  const stretch = await findStretchOfId(db, eventId);
  if (!stretch) return [sql`false`];
  return [
    sql`event_position > ${stretch.after} and event_position <= ${stretch.until}`,
    sql`event_id = ${eventId}`,
  ];
}

/** Rows that succeeded are passed by quickly where only failures are asked for. */
function wasAnswered(answers: readonly AnswerRange[]): RawBuilder<unknown> {
  const isSuccessAsked = answers.some(
    (range) => range !== null && range[0] < 300 && range[1] >= 200,
  );
  const matches = answers.map((range) =>
    range === null
      ? sql`last.status is null`
      : sql`last.status between ${range[0]} and ${range[1]}`,
  );
  return sql`${isSuccessAsked ? sql`true` : sql`state <> 'SUCCEEDED'`} and exists (
    select from (
      select a.status from webhook_attempts a
      where a.endpoint_id = webhook_deliveries.endpoint_id
        and a.event_position = webhook_deliveries.event_position
      order by a.number desc limit 1
    ) last
    where ${sql.join(matches, sql` or `)}
  )`;
}
