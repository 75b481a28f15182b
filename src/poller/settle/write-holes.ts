import { sql } from 'kysely';
import type { Db } from '#db';
import type { DecidedPoll } from './decided-poll.ts';

/** Records what Dexcom did not give, and closes what a later answer reached back to. */
export async function writeHoles(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  await closeHoles(db, decided);
  const rows = decided.flatMap(({ poll, sorted, now }) =>
    sorted.hole
      ? [
          {
            connection_id: poll.connectionId,
            user_id: poll.userId,
            from_at: sorted.hole.from,
            to_at: sorted.hole.to,
            reason: 'beyond-reach',
            recorded_at: now,
          },
        ]
      : [],
  );
  if (rows.length === 0) return;
  await db
    .insertInto('sample_holes')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Behind the moment from which on an answer held everything there is no hole. */
async function closeHoles(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const reaching = decided.flatMap(({ poll, sorted: { coveredFrom } }) =>
    coveredFrom ? [{ id: poll.connectionId, coveredFrom }] : [],
  );
  if (reaching.length === 0) return;
  await sql`
    with covered as (
      select * from unnest(
        ${reaching.map(({ id }) => id)}::uuid[],
        ${reaching.map(({ coveredFrom }) => coveredFrom)}::timestamptz[]
      ) as c (connection_id, from_at)
    ), closed as (
      delete from sample_holes h using covered c
      where h.connection_id = c.connection_id and h.from_at >= c.from_at
    )
    update sample_holes h set to_at = c.from_at from covered c
    where h.connection_id = c.connection_id and h.from_at < c.from_at and h.to_at > c.from_at`.execute(
    db,
  );
}
