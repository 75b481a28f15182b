import type { Db } from '#db';
import type { TeamActor, UserTokenActor } from '#teams/audit';
import { findEndedSubjects, subjectOf } from './find-ended-subjects.ts';

/**
 * Whether the credential of a request is still good. Its key is locked until the transaction ends, so
 * that who revokes it with what it opened sees what was opened in here. Requests are let in for a
 * second after their credential has ended; what they make must not outlive it.
 */
export async function lockStanding(db: Db, actor: TeamActor | UserTokenActor): Promise<boolean> {
  if (actor.keyId) {
    await db.selectFrom('api_keys').select('id').where('id', '=', actor.keyId).forShare().execute();
  }
  return (await findEndedSubjects(db, [subjectOf(actor)])).length === 0;
}
