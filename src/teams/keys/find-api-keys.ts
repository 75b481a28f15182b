import type { Db } from '#db';
import { type ApiKey, apiKeyColumns, apiKeyOfRow } from './api-key.ts';

/** The keys with these ids, newest first. */
export async function findApiKeys(db: Db, keyIds: readonly string[]): Promise<ApiKey[]> {
  if (keyIds.length === 0) return [];
  const rows = await db
    .selectFrom('api_keys')
    .select(apiKeyColumns)
    .where('id', 'in', keyIds)
    .orderBy('id', 'desc')
    .execute();
  return rows.map(apiKeyOfRow);
}
