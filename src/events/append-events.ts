import { sql } from 'kysely';
import type { Db } from '#db';
import type { NewEvent } from './event.ts';

/**
 * Appends events in the order given, in the transaction of the change that they tell (E1), and
 * returns the position of the last one; null when there are none.
 *
 * Must be the last statement before the commit: from here until then every other writer of events
 * waits. One that stalls in between is ended by its session's limit on idle transactions.
 */
export async function appendEvents(db: Db, events: readonly NewEvent[]): Promise<number | null> {
  if (events.length === 0) return null;
  const column = <Value>(read: (event: NewEvent) => Value) => events.map(read);
  const { rows } = await sql<{ position: number }>`
    select append_events(
      ${column(({ id }) => id)}::uuid[],
      ${column(({ teamId }) => teamId)}::uuid[],
      ${column(({ userId }) => userId)}::uuid[],
      ${column(({ endpointId }) => endpointId ?? null)}::uuid[],
      ${column(({ type }) => type)}::text[],
      ${column(({ payload }) => payload)}::json[]) as position`.execute(db);
  return rows[0]?.position ?? null;
}
