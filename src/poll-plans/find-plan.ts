import { sql } from 'kysely';
import type { Db } from '#db';

/** How far polling a connection has come. */
export interface PlanProgress {
  readonly leaseUntil: Date;
  readonly lastPollAt: Date | null;
  readonly lastOutcome: string | null;
  readonly reason: string;
  readonly nextPollAt: Date | null;
}

export async function findPlan(db: Db, connectionId: string): Promise<PlanProgress | null> {
  const row = await db
    .selectFrom('poll_plans')
    .select([
      'lease_until as leaseUntil',
      'last_poll_at as lastPollAt',
      'last_outcome as lastOutcome',
      'reason',
      'next_poll_at as nextPollAt',
    ])
    .where('connection_id', '=', connectionId)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * A piece of SQL for statements that read connections as `c`: joins the plan of each as `p`. Read in
 * one statement, since an overview of many users asks for both at once.
 */
export const joinPlan = 'join poll_plans p on p.connection_id = c.id';

/** The same as a piece of Kysely's. */
export const sqlJoinPlan = sql.raw(joinPlan);
