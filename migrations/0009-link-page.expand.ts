import { type Kysely, sql } from 'kysely';

/**
 * The page on which wearers link: how a team wants it, what each link was made for, and what became
 * of each attempt, so that an answer that was lost on its way is looked up and not asked for again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table link_pages (
      team_id uuid primary key references teams,
      brand_name text check (length(brand_name) between 1 and 80),
      logo bytea check (length(logo) between 1 and 50000),
      logo_type text check (logo_type in ('image/png', 'image/jpeg', 'image/webp')),
      accent_color text check (accent_color ~ '^#[0-9a-f]{6}$'),
      support_url text check (length(support_url) between 1 and 2000),
      privacy_url text check (length(privacy_url) between 1 and 2000),
      shows_first_reading boolean not null default false,
      allows_account_replacement boolean not null default false,
      redirect_urls text[] not null default '{}' check (cardinality(redirect_urls) <= 20),
      frame_origins text[] not null default '{}' check (cardinality(frame_origins) <= 20),
      check ((logo is null) = (logo_type is null))
    )`.execute(db);
  await sql`
    alter table link_tokens
      add column public_id text unique check (length(public_id) = 22),
      add column mode text not null default 'connect' check (mode in ('connect', 'reconnect')),
      add column locale text check (locale in ('en', 'es')),
      add column region text check (region in ('US', 'OUS', 'APAC')),
      add column redirect_url text check (length(redirect_url) between 1 and 2000),
      add column parent_origin text check (length(parent_origin) between 1 and 300),
      add column reference text check (length(reference) between 1 and 200),
      add column returns_on_close boolean not null default false,
      add column returns_on_error boolean not null default false,
      add column opened_at timestamptz,
      add column abandoned_at timestamptz,
      add column revoked_at timestamptz,
      add column connection_id uuid`.execute(db);
  await sql`
    create index link_tokens_to_abandon on link_tokens (expires_at)
    where opened_at is not null and used_at is null and abandoned_at is null`.execute(db);
  await sql`
    create table link_attempts (
      link_token_id uuid not null references link_tokens on delete cascade,
      attempt_id text not null check (length(attempt_id) between 8 and 64),
      started_at timestamptz not null,
      ended_at timestamptz,
      answer jsonb,
      primary key (link_token_id, attempt_id),
      check ((ended_at is null) = (answer is null))
    )`.execute(db);
}
