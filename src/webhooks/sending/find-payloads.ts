import { sql } from 'kysely';
import type { Db } from '#db';

/** Where an event lies in the log: its time leads to the partition. */
export interface EventPlace {
  readonly position: number;
  readonly appendedAt: Date;
}

/** The exact texts of events by position. Those that were pruned or erased are missing. */
export async function findPayloads(
  db: Db,
  places: readonly EventPlace[],
): Promise<ReadonlyMap<number, string>> {
  if (places.length === 0) return new Map();
  const times = places.map(({ appendedAt }) => appendedAt.getTime());
  // A Date holds milliseconds, the row microseconds.
  const from = new Date(Math.min(...times));
  const until = new Date(Math.max(...times) + 1);
  const positions = [...new Set(places.map(({ position }) => position))];
  const { rows } = await sql<{ position: number; payload: string }>`
    select position, payload::text as payload from events
    where appended_at >= ${from} and appended_at < ${until}
      and position = any(${positions}::bigint[])`.execute(db);
  return new Map(rows.map(({ position, payload }) => [position, payload]));
}
