import { sql } from 'kysely';
import type { Db } from '#db';

export interface AccountPause {
  readonly accountKey: Buffer;
  readonly until: Date;
}

/**
 * Reads accounts no more before a moment, whichever connection asks: the provider asked to be left
 * alone, or a read may have left late.
 */
export async function pauseAccounts(db: Db, pauses: readonly AccountPause[]): Promise<void> {
  if (pauses.length === 0) return;
  const sorted = pauses.toSorted((one, other) => Buffer.compare(one.accountKey, other.accountKey));
  await sql`
    insert into dexcom_accounts as a (account_key, throttled_until)
    select account_key, max(until) from unnest(
      ${sorted.map(({ accountKey }) => accountKey)}::bytea[],
      ${sorted.map(({ until }) => until)}::timestamptz[]
    ) as c (account_key, until) group by account_key order by account_key
    on conflict (account_key) do update
    set throttled_until = greatest(a.throttled_until, excluded.throttled_until)`.execute(db);
}
