import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import type { NewEvent } from './event.ts';

/**
 * Appends events in the given order, in the transaction of the change that they report (E1).
 * Returns the position of the last one; null when there are none.
 *
 * It must be the last statement before the commit: until then every other writer of events waits. A
 * writer that stalls in between is ended by its session's limit on idle transactions.
 */
export async function appendEvents(db: Db, events: readonly NewEvent[]): Promise<number | null> {
  if (events.length === 0) return null;
  const column = <Value>(read: (event: NewEvent) => Value) => events.map(read);
  const { rows } = await executePrepared(
    db,
    sql<{ position: number }>`
    select append_events(
      ${column(({ id }) => id)}::uuid[],
      ${column(({ teamId }) => teamId)}::uuid[],
      ${column(({ userId }) => userId)}::uuid[],
      ${column(({ endpointId }) => endpointId ?? null)}::uuid[],
      ${column(({ type }) => type)}::text[],
      ${column(({ payload }) => payload)}::json[]) as position`,
  );
  return rows[0]?.position ?? null;
}
