import { sql } from 'kysely';
import type { Db } from '#db';
import { regions } from '#providers';

/** Counting further would cost more than it tells. */
const countMax = 100_000;

/** How many plans are due that no node has claimed; counts up to 100,000. */
export async function countDuePlans(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from poll_plans
      where region = any(${[...regions]}::text[]) and is_suspect in (false, true)
        and next_poll_at <= ${now} and lease_until <= ${now}
      limit ${countMax}
    ) due`.execute(db);
  return rows[0]?.count ?? 0;
}
