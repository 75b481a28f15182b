import type { Selectable } from 'kysely';
import type { Database } from '#db';

/** Who runs an application: everything else belongs to a team. */
export interface Team {
  readonly id: string;
  readonly name: string;
  /** A Dexcom account of the team's own that a wearer may invite as follower; null for none. */
  readonly followerContact: string | null;
  /** Whether one Dexcom account may be linked to one user of the team only. */
  readonly refusesSharedAccounts: boolean;
  readonly createdAt: Date;
}

export function teamOfRow(row: Selectable<Database['teams']>): Team {
  return {
    id: row.id,
    name: row.name,
    followerContact: row.follower_contact,
    refusesSharedAccounts: row.refuses_shared_accounts,
    createdAt: row.created_at,
  };
}
