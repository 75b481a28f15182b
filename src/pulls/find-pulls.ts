import type { Db } from '#db';
import type { PullResource } from './resource.ts';

/** How far a pull of a connection has come. */
export interface PullProgress {
  readonly connectionId: string;
  readonly resource: PullResource;
  /** As far back as is pulled. */
  readonly fromAt: Date;
  /** When the connection was linked; or the end of what came later, where that is pulled. */
  readonly toAt: Date;
  /** From here on all is kept. */
  readonly doneDownTo: Date;
  readonly keptCount: number;
  /** Since when the API refuses what is asked; null where it does not. */
  readonly refusedAt: Date | null;
  /** Null while it is under way. */
  readonly endedAt: Date | null;
}

/** Those of these connections that have a past, in no order. */
export async function findPulls(
  db: Db,
  connectionIds: readonly string[],
): Promise<readonly PullProgress[]> {
  if (connectionIds.length === 0) return [];
  return db
    .selectFrom('pulls')
    .select([
      'connection_id as connectionId',
      'resource',
      'from_at as fromAt',
      'to_at as toAt',
      'done_down_to as doneDownTo',
      'kept_count as keptCount',
      'refused_at as refusedAt',
      'ended_at as endedAt',
    ])
    .where('connection_id', 'in', [...connectionIds])
    .where('resource', '!=', 'DEVICES')
    .execute();
}
