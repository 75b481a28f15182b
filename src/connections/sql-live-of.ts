import { type RawBuilder, sql } from 'kysely';
import type { ProviderSlug } from '#providers';

/** A subquery for who works through the connections of a provider: `id` of those that are not disconnected. */
export function sqlLiveOf(provider: ProviderSlug): RawBuilder<unknown> {
  // Written out, so that the index of that provider serves it.
  return sql`select id from connections
    where provider = ${sql.lit(provider)} and disconnected_at is null`;
}
