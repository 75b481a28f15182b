import { sql } from 'kysely';
import type { Db } from '#db';

/** The floor of an account that nobody reads any more has no meaning after this. */
const accountMemory = '2 days';

/** Forgets when accounts were last read that nobody reads any more. Returns how many. */
export async function forgetIdleAccounts(db: Db, now: Date): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from dexcom_accounts
    where read_not_before < ${now}::timestamptz - ${accountMemory}::interval
      and coalesce(throttled_until, '-infinity') < ${now}`.execute(db);
  return Number(numAffectedRows);
}
