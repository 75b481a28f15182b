import type { Db } from '#db';
import { type ApiKey, apiKeyOfRow } from './api-key.ts';

export interface ApiKeyListing {
  readonly teamId: string;
  /** The id before which the page begins; the newest key when absent. */
  readonly beforeId?: string | null;
  readonly limit: number;
}

/** A team's keys, newest first, including expired and revoked ones. */
export async function listApiKeys(db: Db, listing: ApiKeyListing): Promise<ApiKey[]> {
  const { teamId, beforeId, limit } = listing;
  const rows = await db
    .selectFrom('api_keys')
    .select(['id', 'team_id', 'name', 'hint', 'created_at'])
    .select(['expires_at', 'revoked_at', 'last_used_at', 'scopes', 'address_ranges'])
    .select(['created_by_key_id', 'opened_ended_at'])
    .where('team_id', '=', teamId)
    .$if(typeof beforeId === 'string', (query) => query.where('id', '<', beforeId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(apiKeyOfRow);
}
