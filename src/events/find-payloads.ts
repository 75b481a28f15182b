import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';

/** The key of an event in the log; its time selects the partition. */
export interface EventKey {
  readonly position: number;
  readonly appendedAt: Date;
}

/** The exact payloads of events by position. Events that were pruned or erased are missing. */
export async function findPayloads(
  db: Db,
  places: readonly EventKey[],
): Promise<ReadonlyMap<number, string>> {
  if (places.length === 0) return new Map();
  const times = places.map(({ appendedAt }) => appendedAt.getTime());
  // A Date has milliseconds, the column microseconds.
  const from = new Date(Math.min(...times));
  const until = new Date(Math.max(...times) + 1);
  const positions = [...new Set(places.map(({ position }) => position))];
  const { rows } = await executePrepared(
    db,
    sql<{ position: number; payload: string }>`
    select position, payload::text as payload from events
    where appended_at >= ${from} and appended_at < ${until}
      and position = any(${positions}::bigint[])`,
  );
  return new Map(rows.map(({ position, payload }) => [position, payload]));
}

/** Whether the log still holds an event: it was neither pruned nor erased. */
export async function isInLog(db: Db, { position, appendedAt }: EventKey): Promise<boolean> {
  const { rows } = await sql`
    select from events
    where position = ${position} and appended_at >= ${appendedAt}
      and appended_at < ${new Date(appendedAt.getTime() + 1)}`.execute(db);
  return rows.length > 0;
}
