import { sql } from 'kysely';
import type { Db } from '#db';
import { windowMinutesMax } from './pull-window.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface HistoryToPull {
  readonly connectionId: string;
  readonly days: number;
}

/**
 * Notes the history of a connection that is new or was renewed; one that is under way goes on. In the
 * transaction that links.
 */
export async function beginHistory(
  db: Db,
  { connectionId, days }: HistoryToPull,
  now: Date,
): Promise<void> {
  const fromAt = new Date(now.getTime() - days * dayMs);
  await sql`
    insert into history_pulls (connection_id, from_at, to_at, done_down_to, window_minutes, next_at)
    values (${connectionId}, ${fromAt}, ${now}, ${now}, ${windowMinutesMax}, ${now})
    on conflict (connection_id) do nothing`.execute(db);
}
