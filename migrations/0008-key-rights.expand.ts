import { type Kysely, sql } from 'kysely';

/**
 * What a key may do, from where, and who made it; and what ends user tokens before their time.
 *
 * Null scopes are all of them, as keys have that were there before, and null ranges are everywhere.
 * A key that is bounded is stored under another hash than one that is not: a node of the version
 * before, which knows no bounds, does not find it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table api_keys
      add column scopes text[],
      add column address_ranges text[],
      add column created_by_key_id uuid references api_keys,
      add column opened_ended_at timestamptz`.execute(db);
  await sql`
    create index api_keys_creator on api_keys (created_by_key_id)
    where created_by_key_id is not null`.execute(db);
  await sql`alter table users add column token_generation integer not null default 0`.execute(db);
  await sql`alter table link_tokens add column created_by_key_id uuid references api_keys`.execute(
    db,
  );
  await sql`
    create index link_tokens_creator on link_tokens (created_by_key_id)
    where created_by_key_id is not null`.execute(db);
}
