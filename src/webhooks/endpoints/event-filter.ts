import { type RawBuilder, sql } from 'kysely';
import { operationalTypes } from './event-types.ts';

/**
 * The endpoint, by its own row, that an event of the log `from events` is about; null for events
 * that are about something else.
 */
export const aboutEndpointId: RawBuilder<string | null> = sql`
  case when type = any(${operationalTypes}) then payload #>> '{data,endpoint_id}' end`;

/**
 * Whether the endpoint `w` is sent the event `b`: one for a single endpoint goes there whatever its
 * filters say, and none goes to the endpoint that it is about.
 */
export const isWanted: RawBuilder<boolean> = sql`
  case
    when b.endpoint_id is not null then w.id = b.endpoint_id
    else (w.event_types is null or b.type = any(w.event_types))
      and (w.user_id is null or w.user_id = b.user_id)
      and b.about_endpoint_id is distinct from w.id::text
  end`;
