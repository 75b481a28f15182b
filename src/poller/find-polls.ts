import type { Db } from '#db';
import type { PollOutcomeKind } from './poll-outcome.ts';

/** One poll of the last 48 hours, as a team sees it. */
export interface PollRecord {
  readonly connectionId: string;
  readonly at: Date;
  readonly outcome: PollOutcomeKind;
  readonly createdCount: number;
  readonly updatedCount: number;
  readonly durationMs: number;
}

export const pollHistoryMs = 48 * 60 * 60 * 1000;

/** The polls of a connection since a moment, newest first. */
export async function findPolls(
  db: Db,
  query: { readonly connectionId: string; readonly since: Date; readonly limit: number },
): Promise<PollRecord[]> {
  const rows = await db
    .selectFrom('polls')
    .selectAll()
    .where('connection_id', '=', query.connectionId)
    .where('at', '>=', query.since)
    .orderBy('at', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map((row) => ({
    connectionId: row.connection_id,
    at: row.at,
    outcome: row.outcome as PollOutcomeKind,
    createdCount: row.created_count,
    updatedCount: row.updated_count,
    durationMs: row.duration_ms,
  }));
}
