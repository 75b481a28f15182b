import type { Db } from '#db';
import { type ApiKey, apiKeyColumns, apiKeyOfRow } from './api-key.ts';

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
    .select(apiKeyColumns)
    .where('team_id', '=', teamId)
    .$if(typeof beforeId === 'string', (query) => query.where('id', '<', beforeId ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(apiKeyOfRow);
}
