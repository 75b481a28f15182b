import { type Kysely, sql } from 'kysely';

/**
 * At which provider the page of a link links. A version before writes none, which leaves the choice
 * to the wearer, and reads none, so that its page links by password.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table link_tokens add column provider text
      constraint link_tokens_provider_check check (provider in ('dexcom', 'dexcom_v3'))`.execute(
    db,
  );
}
