import { sql } from 'kysely';
import type { Db } from '#db';
import type { DecidedPoll } from './settle-polls.ts';

/** Appends to the 48 hours of outcomes that a team can look at. */
export async function writePollHistory(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const now = decided[0]?.now;
  if (!now) return;
  const of = <T>(pick: (each: DecidedPoll) => T) => decided.map(pick);
  await sql`select ensure_partition('polls', 'day', ${now})`.execute(db);
  await sql`
    insert into polls (connection_id, at, outcome, created_count, updated_count, duration_ms)
    select * from unnest(
      ${of(({ poll }) => poll.connectionId)}::uuid[], ${of((each) => each.now)}::timestamptz[],
      ${of(({ outcome }) => outcome.kind)}::text[],
      ${of(({ ingested }) => ingested.created.length)}::int[],
      ${of(({ ingested }) => ingested.updated.length)}::int[],
      ${of((each) => Math.round(each.durationMs))}::int[])`.execute(db);
}
