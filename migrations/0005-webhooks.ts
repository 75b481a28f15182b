import { type Kysely, sql } from 'kysely';

/**
 * Readers that last. `webhook_checkpoint` says how far the log has been turned into deliveries; a
 * delivery's key is (endpoint, position of the event), so staging an event twice is impossible.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await endpoints(db);
  await checkpoint(db);
  await deliveries(db);
  await attempts(db);
  await replays(db);
}

/**
 * `created_position` is the log's head when the endpoint was made: it receives what comes after.
 * `concurrency` is how many deliveries may be in flight at once; it shrinks and grows with the
 * receiver's answers. `rate_free_at` is when the rate limit will have been paid for. A deleted
 * endpoint stays until its deliveries have been removed in batches.
 */
async function endpoints(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_endpoints (
      id uuid primary key,
      team_id uuid not null references teams,
      url text not null check (length(url) <= 2048),
      description text not null default '' check (length(description) <= 500),
      event_types text[],
      user_id uuid references users on delete cascade,
      header_names text[] not null default '{}',
      headers_sealed bytea,
      rate_per_second integer check (rate_per_second between 1 and 10000),
      secret_sealed bytea not null,
      previous_secret_sealed bytea,
      previous_secret_until timestamptz,
      disabled_at timestamptz,
      disabled_reason text check (disabled_reason in ('BY_TEAM', 'GONE', 'FAILING')),
      failing_since timestamptz,
      slowed_until timestamptz,
      concurrency smallint not null check (concurrency >= 1),
      rate_free_at timestamptz not null default '-infinity',
      created_position bigint not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      deleted_at timestamptz,
      check ((disabled_at is null) = (disabled_reason is null)),
      check ((previous_secret_sealed is null) = (previous_secret_until is null))
    )`.execute(db);
  await sql`create index webhook_endpoints_team on webhook_endpoints (team_id, id)`.execute(db);
  await sql`create index webhook_endpoints_user on webhook_endpoints (user_id)`.execute(db);
  await sql`
    create index webhook_endpoints_deleted on webhook_endpoints (deleted_at)
    where deleted_at is not null`.execute(db);
}

/** `appended_at` is that of the last event staged: older partitions of the log are not looked at. */
async function checkpoint(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_checkpoint (
      id boolean primary key default true check (id),
      position bigint not null default 0,
      appended_at timestamptz not null default '-infinity'
    )`.execute(db);
  await sql`insert into webhook_checkpoint default values`.execute(db);
}

/**
 * `event_appended_at` leads to the event's partition. `fence` counts the claims, so it also numbers
 * the attempts; an attempt that is missing is one whose node died before it could tell.
 */
async function deliveries(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_deliveries (
      endpoint_id uuid not null references webhook_endpoints on delete cascade,
      event_position bigint not null,
      event_appended_at timestamptz not null,
      event_id uuid not null,
      event_type text not null,
      user_id uuid,
      state text not null default 'PENDING' check (
        state in ('PENDING', 'SUCCEEDED', 'EXHAUSTED', 'CANCELLED')),
      attempt_count integer not null default 0,
      tries_left smallint not null default 8,
      next_attempt_at timestamptz,
      lease_until timestamptz not null default '-infinity',
      fence integer not null default 0,
      created_at timestamptz not null,
      settled_at timestamptz,
      primary key (endpoint_id, event_position),
      check ((state = 'PENDING') = (next_attempt_at is not null)),
      check ((state = 'PENDING') = (settled_at is null))
    ) with (
      fillfactor = 70,
      autovacuum_vacuum_scale_factor = 0.02,
      autovacuum_vacuum_insert_scale_factor = 0.1
    )`.execute(db);
  await sql`
    create index webhook_deliveries_due
    on webhook_deliveries (endpoint_id, next_attempt_at, event_position)
    where state = 'PENDING'`.execute(db);
  await sql`
    create index webhook_deliveries_failed on webhook_deliveries (endpoint_id, event_position)
    where state in ('EXHAUSTED', 'CANCELLED')`.execute(db);
  await sql`
    create index webhook_deliveries_user on webhook_deliveries (user_id)
    where user_id is not null`.execute(db);
}

/** Without a foreign key, which would cost as much as the row: who deletes deliveries deletes both. */
async function attempts(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_attempts (
      endpoint_id uuid not null,
      event_position bigint not null,
      number integer not null,
      at timestamptz not null,
      status smallint,
      failure text,
      duration_ms integer not null,
      answer_head text,
      primary key (endpoint_id, event_position, number),
      check (status is not null or failure is not null)
    )`.execute(db);
}

/** A range of the log, or of an endpoint's failed deliveries, on its way to an endpoint again. */
async function replays(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_replays (
      id uuid primary key,
      endpoint_id uuid not null references webhook_endpoints on delete cascade,
      kind text not null check (kind in ('REPLAY', 'RECOVER')),
      after_position bigint not null,
      reached_position bigint not null,
      last_position bigint not null,
      staged_count bigint not null default 0,
      created_at timestamptz not null,
      finished_at timestamptz,
      is_cut_short boolean not null default false,
      check (after_position <= reached_position and reached_position <= last_position)
    )`.execute(db);
  await sql`
    create index webhook_replays_endpoint on webhook_replays (endpoint_id, created_at)`.execute(db);
  await sql`
    create index webhook_replays_open on webhook_replays (created_at)
    where finished_at is null`.execute(db);
}
