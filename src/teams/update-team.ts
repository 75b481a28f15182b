import { type Db, inTransaction } from '#db';
import type { Clock } from '#std/clock';
import type { AuditSource } from './audit/index.ts';
import { appendAuditEntry } from './audit/index.ts';
import { type Team, teamOfRow } from './team.ts';

/** The changes. An absent field stays as it is; null removes the value. */
export interface TeamChange {
  readonly followerContact?: string | null | undefined;
  readonly refusesSharedAccounts?: boolean | undefined;
}

export function updateTeam(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, change }: { teamId: string; change: TeamChange },
): Promise<Team> {
  const { followerContact, refusesSharedAccounts } = change;
  return inTransaction(db, async (db) => {
    const row = await db
      .updateTable('teams')
      .set((set) => ({
        follower_contact:
          followerContact === undefined ? set.ref('follower_contact') : followerContact,
        refuses_shared_accounts: refusesSharedAccounts ?? set.ref('refuses_shared_accounts'),
      }))
      .where('id', '=', teamId)
      .returningAll()
      .executeTakeFirstOrThrow();
    const subject = { kind: 'team', id: teamId };
    await appendAuditEntry(db, clock, source, { action: 'team.updated', teamId, subject });
    return teamOfRow(row);
  });
}
