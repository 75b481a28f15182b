import { sql } from 'kysely';
import type { Db } from '#db';
import type { ProviderSlug, Region } from '#providers';

/** So many plans of a region are looked at. */
const plansMax = 400;

/**
 * How late readings can be seen of connections of a region, in ms, as the poll policy has learnt it in
 * so many lessons or more; of those that are polled next, which are any.
 */
export async function listLearntDelays(
  db: Db,
  { provider, region }: { readonly provider: ProviderSlug; readonly region: Region },
  lessonsMin: number,
): Promise<readonly number[]> {
  const { rows } = await sql<{ delayMs: number }>`
    select (memory->>'delayMs')::float8 as "delayMs" from (
      select memory from poll_plans
      where provider = ${provider} and region = ${region} and not is_suspect and next_poll_at is not null
      order by next_poll_at limit ${plansMax}
    ) as plan
    where jsonb_typeof(memory->'delayMs') = 'number'
      and (memory->>'lessons')::float8 >= ${lessonsMin}`.execute(db);
  return rows.map(({ delayMs }) => delayMs);
}
