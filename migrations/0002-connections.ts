import { type Kysely, sql } from 'kysely';

/**
 * Who is linked, and what is asked of Dexcom when. `connections` is cold (it changes when a state
 * changes); `poll_plans` is hot (it changes at every poll), so that a poll rewrites a small row and
 * no index but the one on the due time.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table link_tokens (
      id uuid primary key,
      team_id uuid not null references teams,
      user_id uuid not null references users on delete cascade,
      hash bytea not null unique check (length(hash) = 32),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`.execute(db);
  await sql`create index link_tokens_user on link_tokens (user_id)`.execute(db);
  await sql`
    create table connections (
      id uuid primary key,
      team_id uuid not null references teams,
      user_id uuid not null references users on delete cascade,
      provider text not null check (provider in ('dexcom')),
      region text not null check (region in ('US', 'OUS', 'APAC')),
      account_key bytea not null check (length(account_key) = 32),
      credentials_sealed bytea,
      session_sealed bytea,
      session_opened_at timestamptz,
      state text not null check (state in (
        'WAITING', 'FRESH', 'DELAYED', 'NO_RECENT_DATA', 'SHARING_OFF', 'NO_FOLLOWER', 'CREDENTIALS_REFUSED',
        'NEEDS_ATTENTION', 'LOCKED_OUT', 'THROTTLED', 'UNREACHABLE', 'CLOCK_WRONG', 'GATEWAY_FAULT',
        'DISCONNECTED')),
      state_since timestamptz not null,
      state_until timestamptz,
      refusal_count smallint not null default 0,
      first_refused_at timestamptz,
      is_sharing_on boolean,
      follower_count integer,
      sharing_asked_at timestamptz,
      stalled_told_at timestamptz,
      error_told_at timestamptz,
      connected_at timestamptz not null,
      disconnected_at timestamptz,
      check ((state = 'DISCONNECTED') = (disconnected_at is not null)),
      check (disconnected_at is null or (credentials_sealed is null and session_sealed is null)),
      check (disconnected_at is not null or credentials_sealed is not null)
    )`.execute(db);
  await sql`
    create unique index connections_live on connections (user_id, provider)
    where disconnected_at is null`.execute(db);
  await sql`create index connections_account on connections (account_key)`.execute(db);
  await sql`create index connections_team on connections (team_id, state, state_since)`.execute(db);
  await sql`create index connections_user on connections (user_id, id)`.execute(db);
  await sql`
    create table poll_plans (
      connection_id uuid primary key references connections on delete cascade,
      region text not null,
      account_key bytea not null check (length(account_key) = 32),
      is_suspect boolean not null default false,
      next_poll_at timestamptz,
      reason text not null default 'first',
      fence bigint not null default 0,
      lease_until timestamptz not null default '-infinity',
      memory jsonb not null default '{}',
      newest_taken_at timestamptz,
      last_poll_at timestamptz,
      last_reading_at timestamptz,
      last_outcome text,
      aside_count integer not null default 0
    ) with (fillfactor = 70)`.execute(db);
  await sql`create index poll_plans_due on poll_plans (region, is_suspect, next_poll_at)`.execute(
    db,
  );
  await sql`
    create table dexcom_accounts (
      account_key bytea primary key check (length(account_key) = 32),
      read_not_before timestamptz not null default '-infinity',
      throttled_until timestamptz
    ) with (fillfactor = 70)`.execute(db);
  await sql`
    create table login_budgets (
      key bytea primary key check (length(key) = 32),
      account_key bytea check (length(account_key) = 32),
      permits timestamptz[] not null default '{}',
      extra_requests timestamptz[] not null default '{}',
      locked_until timestamptz,
      throttled_until timestamptz,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index login_budgets_expiry on login_budgets (expires_at)`.execute(db);
  await sql`
    create table rate_windows (
      key bytea primary key check (length(key) = 32),
      hits timestamptz[] not null default '{}',
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index rate_windows_expiry on rate_windows (expires_at)`.execute(db);
  await sql`
    create table polls (
      connection_id uuid not null,
      at timestamptz not null,
      outcome text not null,
      created_count integer not null,
      updated_count integer not null,
      duration_ms integer not null
    ) partition by range (at)`.execute(db);
  await sql`create index polls_connection on polls (connection_id, at)`.execute(db);
}
