import { sql } from 'kysely';
import type { Db } from '#db';
import { regions } from '#providers';

/** Counting further would cost more than it tells. */
const countMax = 100_000;

export interface DuePlans {
  /** Up to 100,000. */
  readonly count: number;
  /** When the one was due that waits longest, of those counted; null for none. */
  readonly oldestAt: Date | null;
}

/** The plans that are due and that no node has claimed. */
export async function countDuePlans(db: Db, now: Date): Promise<DuePlans> {
  const { rows } = await sql<DuePlans>`
    select count(*)::int as count, min(next_poll_at) as "oldestAt" from (
      select next_poll_at from poll_plans
      where region = any(${[...regions]}::text[]) and is_suspect in (false, true)
        and next_poll_at <= ${now} and lease_until <= ${now}
      limit ${countMax}
    ) due`.execute(db);
  return rows[0] ?? { count: 0, oldestAt: null };
}
