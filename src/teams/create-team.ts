import { type Db, inTransaction } from '#db';
import type { Clock } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditSource } from './audit/index.ts';
import { appendAuditEntry } from './audit/index.ts';
import { type Team, teamOfRow } from './team.ts';

export interface NewTeam {
  /** 1 to 200 characters; unique in the deployment. */
  readonly name: string;
  readonly followerContact?: string | null;
  readonly refusesSharedAccounts?: boolean;
}

export type TeamCreation =
  | { readonly kind: 'created'; readonly team: Team }
  | { readonly kind: 'name-taken'; readonly existing: Team };

export function createTeam(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { name, followerContact = null, refusesSharedAccounts = false }: NewTeam,
): Promise<TeamCreation> {
  return inTransaction(db, async (db) => {
    const row = await db
      .insertInto('teams')
      .values({
        id: newId(clock),
        name,
        follower_contact: followerContact,
        refuses_shared_accounts: refusesSharedAccounts,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) {
      const existing = await db
        .selectFrom('teams')
        .selectAll()
        .where('name', '=', name)
        .executeTakeFirstOrThrow();
      return { kind: 'name-taken', existing: teamOfRow(existing) };
    }
    const subject = { kind: 'team', id: row.id };
    await appendAuditEntry(db, clock, source, { action: 'team.created', teamId: row.id, subject });
    return { kind: 'created', team: teamOfRow(row) };
  });
}
