import { sql } from 'kysely';
import { sqlLiveOf } from '#connections';
import type { Db } from '#db';
import type { App } from './app-share.ts';

/** Nothing is pulled with an app before then: who was asked too often means the app, and no one person. */
export async function pauseApp(db: Db, { provider, region }: App, until: Date): Promise<void> {
  await sql`
    update pulls set next_at = ${until}
    where next_at < ${until} and connection_id in (${sqlLiveOf(provider, region)})`.execute(db);
}
