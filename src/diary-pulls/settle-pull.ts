import type { Db } from '#db';
import type { ClaimedPull } from './claim-pull.ts';

export interface PullChange {
  readonly reachedAt: Date;
  readonly finishedAt: Date | null;
  readonly nextAt: Date;
  readonly failures: number;
}

/** Writes how far a step came; false, and nothing, where another one has taken the pull meanwhile. */
export async function settlePull(db: Db, pull: ClaimedPull, change: PullChange): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('diary_pulls')
    .set({
      reached_at: change.reachedAt,
      finished_at: change.finishedAt,
      next_at: change.nextAt,
      failures: change.failures,
    })
    .where('connection_id', '=', pull.connectionId)
    .where('fence', '=', pull.fence)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** A connection that is no more is asked for nothing. */
export async function dropPull(db: Db, connectionId: string): Promise<void> {
  await db.deleteFrom('diary_pulls').where('connection_id', '=', connectionId).execute();
}
