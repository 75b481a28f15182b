import { sql } from 'kysely';
import type { Db } from '#db';

/** Behind the moment from which on an answer held everything nothing is lost. */
export async function closeLostStretches(
  db: Db,
  covered: readonly { readonly connectionId: string; readonly from: Date }[],
): Promise<void> {
  if (covered.length === 0) return;
  await sql`
    with covered as (
      select * from unnest(
        ${covered.map(({ connectionId }) => connectionId)}::uuid[],
        ${covered.map(({ from }) => from)}::timestamptz[]
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
