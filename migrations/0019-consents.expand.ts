import { type Kysely, sql } from 'kysely';

/**
 * Consents that wearers give at a provider's own page (OAuth), each under way for ten minutes, and
 * the second provider. No row is rewritten. A version before knows neither: it links nobody so, and
 * leaves plans of that provider to the nodes of this one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table connections drop constraint connections_provider_check`.execute(db);
  await sql`
    alter table connections add constraint connections_provider_check
      check (provider in ('dexcom', 'dexcom_v3')) not valid`.execute(db);
  await sql`
    alter table poll_plans add column provider text not null default 'dexcom'`.execute(db);
  await sql`
    create table consents (
      id uuid primary key,
      link_token_id uuid not null references link_tokens on delete cascade,
      provider text not null check (provider in ('dexcom_v3')),
      region text not null check (region in ('US', 'OUS', 'APAC')),
      attempt_id text not null check (length(attempt_id) between 8 and 64),
      returns_to text not null check (returns_to in ('page', 'redirect')),
      replaces_account boolean not null,
      secrets_sealed bytea,
      start_hash bytea not null unique check (length(start_hash) = 32),
      state_hash bytea unique check (length(state_hash) = 32),
      browser_hash bytea check (length(browser_hash) = 32),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      check (used_at is null or secrets_sealed is null)
    )`.execute(db);
  await sql`create index consents_link_token on consents (link_token_id)`.execute(db);
  await sql`create index consents_expiry on consents (expires_at)`.execute(db);
}
