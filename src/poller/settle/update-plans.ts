import { sql } from 'kysely';
import type { Db } from '#db';

import { type DecidedPoll, dateOrNull } from './decided-poll.ts';

/** Writes the next poll of each connection and what was learned: one row a connection. */
export async function updatePlans(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const of = <T>(pick: (each: DecidedPoll) => T) => decided.map(pick);
  await sql`
    update poll_plans p set
      next_poll_at = d.next_poll_at, reason = d.reason, memory = d.memory::jsonb,
      is_suspect = d.is_suspect, lease_until = '-infinity', newest_taken_at = d.newest_taken_at,
      last_poll_at = d.polled_at, last_outcome = d.outcome,
      last_reading_at = case when d.is_news then d.polled_at else p.last_reading_at end,
      aside_count = p.aside_count + d.aside_count
    from unnest(
      ${of(({ poll }) => poll.connectionId)}::uuid[],
      ${of(({ decision }) => dateOrNull(decision.nextPollAtMs))}::timestamptz[],
      ${of(({ decision }) => decision.reason)}::text[],
      ${of(({ decision }) => JSON.stringify(decision.memory))}::text[],
      ${of(({ decision }) => decision.isSuspect)}::bool[],
      ${of(({ decision }) => dateOrNull(decision.newestTakenAtMs))}::timestamptz[],
      ${of(({ now }) => now)}::timestamptz[],
      ${of(({ outcome }) => outcome.kind)}::text[],
      ${of(({ decision }) => decision.isNews)}::bool[],
      ${of(({ asideCount }) => asideCount)}::int[]
    ) as d (connection_id, next_poll_at, reason, memory, is_suspect, newest_taken_at, polled_at,
      outcome, is_news, aside_count)
    where p.connection_id = d.connection_id`.execute(db);
}
