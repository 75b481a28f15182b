import { sql } from 'kysely';
import type { Db } from '#db';
import type { PollOutcomeKind } from '#poller/poll';

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

/** The polls of these connections since a moment, newest first, so many of each at most. */
export async function findPolls(
  db: Db,
  query: {
    readonly connectionIds: readonly string[];
    readonly since: Date;
    readonly limitEach: number;
  },
): Promise<PollRecord[]> {
  const { connectionIds, since, limitEach } = query;
  const { rows } = await sql<Omit<PollRecord, 'outcome'> & { outcome: string }>`
    select connection_id as "connectionId", at, outcome, created_count as "createdCount",
      updated_count as "updatedCount", duration_ms as "durationMs"
    from (
      select *, row_number() over (partition by connection_id order by at desc) as place
      from polls where connection_id = any(${connectionIds}::uuid[]) and at >= ${since}
    ) p where place <= ${limitEach} order by at desc`.execute(db);
  return rows.map((row) => ({ ...row, outcome: row.outcome as PollOutcomeKind }));
}
