import { type Db, inTransaction } from '#db';
import type { Clock } from '#std/clock';
import { appendAuditEntry, systemSource } from '#teams';

/** An account is linked by few teams; more are not told. */
const connectionsMax = 100;

/**
 * Somebody of a team failed to log in by a name of an account that other teams have linked: they
 * learn that it was tried, and not by whom. An account's login budget bounds how often.
 */
export function tellLinkedTeams(
  { db, clock }: { readonly db: Db; readonly clock: Clock },
  refusedTeamId: string,
  accountKey: Buffer,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const linked = await tx
      .selectFrom('connections')
      .select(['user_id as userId', 'team_id as teamId'])
      .where('account_key', '=', accountKey)
      .where('team_id', '!=', refusedTeamId)
      .where('disconnected_at', 'is', null)
      .limit(connectionsMax)
      .execute();
    for (const { userId, teamId } of linked) {
      const action = 'connection.login-by-others-refused';
      const subject = { kind: 'user', id: userId };
      await appendAuditEntry(tx, clock, systemSource, { action, teamId, subject });
    }
  });
}
