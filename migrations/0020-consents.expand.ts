import { type Kysely, sql } from 'kysely';

/** So long polls are kept waiting at the most, behind which this waits in its turn. */
const waitMsMax = 500;
const triesMax = 120;

/**
 * Consents that wearers give at a provider's own page (OAuth), each under way for ten minutes, and
 * the second provider. No row is rewritten, and both tables are taken in the order of a poll. A version
 * before knows no second provider, and cannot poll or read what it brings: people are linked so once
 * all nodes are updated.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      perform set_config('lock_timeout', '${sql.raw(String(waitMsMax))}', true);
      for try in 1..${sql.raw(String(triesMax))} loop
        begin
          alter table poll_plans add column provider text not null default 'dexcom';
          alter table connections drop constraint connections_provider_check;
          alter table connections add constraint connections_provider_check
            check (provider in ('dexcom', 'dexcom_v3')) not valid;
          return;
        exception when lock_not_available then
          if try = ${sql.raw(String(triesMax))} then raise; end if;
          perform pg_sleep(0.5);
        end;
      end loop;
    end $$`.execute(db);
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
