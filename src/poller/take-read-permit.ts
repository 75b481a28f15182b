import { sql } from 'kysely';
import type { Db } from '#db';
import { readFloorMs, readSlackMs } from './claimed-poll.ts';

/**
 * Takes a read permit of an account for this moment, where the one taken with the claim has run out
 * because logging in took its time. False when another read was permitted meanwhile.
 */
export async function takeReadPermit(db: Db, accountKey: Buffer, now: Date): Promise<boolean> {
  const notBefore = new Date(now.getTime() + readFloorMs + readSlackMs);
  const { rows } = await sql`
    insert into dexcom_accounts as a (account_key, read_not_before)
    values (${accountKey}, ${notBefore})
    on conflict (account_key) do update set read_not_before = excluded.read_not_before
    where a.read_not_before <= ${now}
    returning account_key`.execute(db);
  return rows.length === 1;
}
