import { type RawBuilder, sql } from 'kysely';
import type { ProviderSlug, Region } from '#providers';

/** A subquery for who works through the connections of a provider in a region: `id` of those that are not disconnected. */
export function sqlLiveOf(provider: ProviderSlug, region: Region): RawBuilder<unknown> {
  // Written out, so that the index of that provider serves it.
  return sql`select id from connections
    where provider = ${sql.lit(provider)} and disconnected_at is null and region = ${region}`;
}
