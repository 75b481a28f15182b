import { type RawBuilder, sql } from 'kysely';
import { optInTypes } from '#events';
import { operationalTypes } from './event-types.ts';

/**
 * SQL over a row of `events`: the id of the endpoint that the event is about, such as one that was
 * disabled; null for other events.
 */
export const aboutEndpointId: RawBuilder<string | null> = sql`
  case when type = any(${operationalTypes}) then payload #>> '{data,endpoint_id}' end`;

/**
 * SQL: whether the endpoint `w` is sent the event `b`. An event for a single endpoint goes there
 * whatever its filters say, no event goes to the endpoint that it is about, and some go only to
 * endpoints that name their type.
 */
export const endpointWantsEvent: RawBuilder<boolean> = sql`
  case
    when b.endpoint_id is not null then w.id = b.endpoint_id
    else (b.type = any(w.event_types)
        or (w.event_types is null and b.type <> all(${optInTypes}::text[])))
      and (w.user_id is null or w.user_id = b.user_id)
      and b.about_endpoint_id is distinct from w.id::text
  end`;
