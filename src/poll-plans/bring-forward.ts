import type { Db } from '#db';
import { patientReasons } from './claim-plans.ts';

/** Polls a connection now, unless a poll of it runs or its plan stands for a wait. */
export async function bringForward(db: Db, connectionId: string, now: Date): Promise<void> {
  await db
    .updateTable('poll_plans')
    .set({ next_poll_at: now })
    .where('connection_id', '=', connectionId)
    .where('next_poll_at', '>', now)
    .where('lease_until', '<=', now)
    .where('reason', 'not in', [...patientReasons])
    .execute();
}
