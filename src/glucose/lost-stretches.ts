import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';

/** A stretch of which a provider gave no answer, and gives none any more. */
export interface LostStretch {
  readonly connectionId: string;
  readonly userId: string;
  readonly from: Date;
  readonly to: Date;
}

/** Records stretches; what is recorded already stays as it is. */
export async function recordLostStretches(
  db: Db,
  stretches: readonly LostStretch[],
  now: Date,
): Promise<void> {
  if (stretches.length === 0) return;
  const rows = stretches.map(({ connectionId, userId, from, to }) => ({
    connection_id: connectionId,
    user_id: userId,
    from_at: from,
    to_at: to,
    reason: 'beyond-reach',
    recorded_at: now,
  }));
  await db
    .insertInto('sample_holes')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Behind the moment from which on an answer held everything nothing is lost. */
export async function closeLostStretches(
  db: Db,
  covered: readonly { readonly connectionId: string; readonly from: Date }[],
): Promise<void> {
  if (covered.length === 0) return;
  await executePrepared(
    db,
    sql`
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
    where h.connection_id = c.connection_id and h.from_at < c.from_at and h.to_at > c.from_at`,
  );
}

/**
 * Records what is lost of the time in which a user who is linked again was not: nobody asked, and it
 * is no silence of a sensor that may still end. The provider gives readings since `historyFrom`.
 */
export async function recordLostAbsence(
  db: Db,
  { connectionId, userId }: Pick<LostStretch, 'connectionId' | 'userId'>,
  historyFrom: Date,
  now: Date,
): Promise<void> {
  await sql`
    insert into sample_holes (connection_id, user_id, from_at, to_at, reason, recorded_at)
    select ${connectionId}, ${userId}, max(taken_at), ${historyFrom}, 'beyond-reach', ${now}
    from glucose_samples where user_id = ${userId} having max(taken_at) < ${historyFrom}
    on conflict do nothing`.execute(db);
}
