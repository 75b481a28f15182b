import { sql } from 'kysely';
import type { Db } from '#db';
import { readFloorMs, readSlackMs } from './limits.ts';

/** P4: the permit to read an account once, now, though no plan says so; false where it may not be. */
export async function takeReadPermit(db: Db, accountKey: Buffer, now: Date): Promise<boolean> {
  const nextAt = new Date(now.getTime() + readFloorMs + readSlackMs);
  const { rows } = await sql`
    insert into dexcom_accounts as a (account_key, read_not_before) values (${accountKey}, ${nextAt})
    on conflict (account_key) do update set read_not_before = excluded.read_not_before
    where a.read_not_before <= ${now} and coalesce(a.throttled_until, '-infinity') <= ${now}
    returning account_key`.execute(db);
  return rows.length > 0;
}
