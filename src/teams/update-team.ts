import { type Db, inTransaction } from '#db';
import type { Clock } from '#std/clock';
import type { AuditSource } from './audit/index.ts';
import { appendAuditEntry } from './audit/index.ts';
import { type LinkPageChange, saveLinkPage } from './link-page/index.ts';
import { type Team, teamOfRow } from './team.ts';

/** The changes. An absent field stays as it is; null removes the value. */
export interface TeamChange {
  readonly followerContact?: string | null | undefined;
  readonly refusesSharedAccounts?: boolean | undefined;
  /** Of the page on which its people link. */
  readonly linkPage?: LinkPageChange;
}

export function updateTeam(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, change }: { teamId: string; change: TeamChange },
): Promise<Team> {
  const { followerContact, refusesSharedAccounts, linkPage = {} } = change;
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
    await saveLinkPage(db, teamId, linkPage);
    const subject = { kind: 'team', id: teamId };
    const detail = detailOf({ followerContact, refusesSharedAccounts, ...linkPage });
    await appendAuditEntry(db, clock, source, { action: 'team.updated', teamId, subject, detail });
    return teamOfRow(row);
  });
}

/** What was changed; of where pages may lead and who may frame them, also to what. */
function detailOf(change: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const lists = given.filter(([, value]) => Array.isArray(value));
  return {
    changed: given.map(([name]) => name).join(' '),
    ...Object.fromEntries(lists.map(([name, value]) => [name, (value as string[]).join(' ')])),
  };
}
