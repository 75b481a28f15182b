import { sql } from 'kysely';
import type { Db } from '#db';
import type { ProviderSlug, Region } from '#providers';

/** How the reads of a region's connections were answered. */
interface RegionAnswers {
  readonly region: Region;
  readonly askedCount: number;
  readonly answeredCount: number;
}

/** To be throttled is no answer either. */
const unanswered = ['unavailable', 'throttled'];

/** Counts a provider's connections by their last request, where it was a read that was sent since then. */
export async function countAnswers(
  db: Db,
  provider: ProviderSlug,
  since: Date,
): Promise<readonly RegionAnswers[]> {
  const { rows } = await sql<RegionAnswers>`
    select region, count(*)::int as "askedCount",
      (count(*) filter (where last_outcome <> all(${unanswered}::text[])))::int as "answeredCount"
    from poll_plans
    where provider = ${provider} and next_poll_at is not null and last_request = 'read' and last_poll_at >= ${since}
    group by region`.execute(db);
  return rows;
}
