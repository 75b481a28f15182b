import { sql } from 'kysely';
import type { Db } from '#db';
import type { DecidedPoll } from './decided-poll.ts';

/**
 * Closes accounts that Dexcom asked to leave alone, or whose read may have left late, to all
 * connections of theirs. Few polls end so.
 */
export async function closeAccounts(db: Db, decided: readonly DecidedPoll[]): Promise<void> {
  const closed = decided
    .flatMap(({ poll, decision: { closedUntilMs } }) =>
      closedUntilMs === null ? [] : [{ key: poll.accountKey, until: new Date(closedUntilMs) }],
    )
    .toSorted((one, other) => Buffer.compare(one.key, other.key));
  if (closed.length === 0) return;
  await sql`
    insert into dexcom_accounts as a (account_key, throttled_until)
    select account_key, max(until) from unnest(
      ${closed.map(({ key }) => key)}::bytea[], ${closed.map(({ until }) => until)}::timestamptz[]
    ) as c (account_key, until) group by account_key order by account_key
    on conflict (account_key) do update
    set throttled_until = greatest(a.throttled_until, excluded.throttled_until)`.execute(db);
}
