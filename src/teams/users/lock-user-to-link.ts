import { sql } from 'kysely';
import type { Db } from '#db';

export interface UserToLink {
  readonly clientUserId: string;
  /** Whether the team wants no account of a provider linked to two of its users. */
  readonly refusesSharedAccounts: boolean;
  /** Whether another account may take the place of the one that is connected. */
  readonly allowsAccountReplacement: boolean;
}

/**
 * A living user, locked: two links of one user, and a link and a deletion, go one after the other.
 * Null when there is none.
 */
export async function lockUserToLink(db: Db, userId: string): Promise<UserToLink | null> {
  const { rows } = await sql<UserToLink>`
    select u.client_user_id as "clientUserId", t.refuses_shared_accounts as "refusesSharedAccounts",
      coalesce(p.allows_account_replacement, false) as "allowsAccountReplacement"
    from users u join teams t on t.id = u.team_id left join link_pages p on p.team_id = t.id
    where u.id = ${userId} and u.deleted_at is null
    for update of u`.execute(db);
  return rows[0] ?? null;
}
