import { sql } from 'kysely';
import type { Db } from '#db';

/** A larger count would cost more than it is worth. */
const countMax = 100_000;

/** How many due deliveries no node has claimed; counts up to 100,000. */
export async function countDueDeliveries(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from webhook_deliveries
      where state = 'PENDING' and next_attempt_at <= ${now}
        and lease_until <= ${now}
      limit ${countMax}
    ) due`.execute(db);
  return rows[0]?.count ?? 0;
}
