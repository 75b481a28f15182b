import type { Db } from '#db';

/** How far the history of a connection has come. */
export interface HistoryProgress {
  readonly connectionId: string;
  /** As far back as is pulled. */
  readonly fromAt: Date;
  /** When the connection was linked. */
  readonly toAt: Date;
  /** From here on all is kept. */
  readonly doneDownTo: Date;
  readonly sampleCount: number;
  /** Null while it is under way. */
  readonly endedAt: Date | null;
}

/** Those of these connections that have one, in no order. */
export async function findHistories(
  db: Db,
  connectionIds: readonly string[],
): Promise<readonly HistoryProgress[]> {
  if (connectionIds.length === 0) return [];
  return db
    .selectFrom('history_pulls')
    .select([
      'connection_id as connectionId',
      'from_at as fromAt',
      'to_at as toAt',
      'done_down_to as doneDownTo',
      'sample_count as sampleCount',
      'ended_at as endedAt',
    ])
    .where('connection_id', 'in', [...connectionIds])
    .execute();
}
