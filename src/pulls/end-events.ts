import type { ConnectionToPoll } from '#connections';
import { historicalTypesOf } from '#diary';
import { createEvent, type EventType, type NewEvent } from '#events';
import type { Clock } from '#std/clock';
import { offsetTextOf } from '#std/iso-text';
import type { ClaimedPull } from './claim-pulls.ts';
import { resourceFacts } from './resource.ts';

/** One for each resource, without data: it says that all of its past is here. */
export function endEventsOf(
  clock: Clock,
  { teamId, userId, clientUserId, provider }: ConnectionToPoll,
  { resource, fromMs, toMs }: ClaimedPull,
): readonly NewEvent[] {
  const data = {
    user_id: userId,
    start_date: offsetTextOf(new Date(fromMs)),
    end_date: offsetTextOf(new Date(toMs)),
    provider,
    is_final: true,
  };
  const { kinds } = resourceFacts[resource];
  const types: readonly EventType[] =
    resource === 'GLUCOSE' ? ['historical.data.glucose.created'] : historicalTypesOf(kinds);
  return types.map((type) => createEvent(clock, { type, teamId, userId, clientUserId, data }));
}
