import { type Kysely, sql } from 'kysely';

/**
 * Readers that last. `webhook_checkpoint` says how far the log has been turned into deliveries; a
 * delivery's key is (endpoint, position of the event), so staging an event twice is impossible.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_endpoints (
      id uuid primary key,
      team_id uuid not null references teams,
      url text not null check (length(url) <= 2048),
      description text not null default '' check (length(description) <= 500),
      event_types text[],
      user_id uuid references users on delete cascade,
      headers_sealed bytea,
      rate_per_second integer check (rate_per_second between 1 and 10000),
      secret_sealed bytea not null,
      previous_secret_sealed bytea,
      previous_secret_until timestamptz,
      disabled_at timestamptz,
      disabled_reason text,
      failing_since timestamptz,
      slowed_until timestamptz,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      check ((disabled_at is null) = (disabled_reason is null)),
      check ((previous_secret_sealed is null) = (previous_secret_until is null))
    )`.execute(db);
  await sql`create index webhook_endpoints_team on webhook_endpoints (team_id, id)`.execute(db);
  await sql`
    create table webhook_checkpoint (
      id boolean primary key default true check (id),
      position bigint not null default 0
    )`.execute(db);
  await sql`insert into webhook_checkpoint default values`.execute(db);
  await sql`
    create table webhook_deliveries (
      endpoint_id uuid not null references webhook_endpoints on delete cascade,
      event_position bigint not null,
      event_id uuid not null,
      event_type text not null,
      user_id uuid,
      state text not null default 'PENDING' check (
        state in ('PENDING', 'SUCCEEDED', 'EXHAUSTED', 'CANCELLED')),
      attempt_count smallint not null default 0,
      tries_left smallint not null default 8,
      next_attempt_at timestamptz,
      lease_until timestamptz not null default '-infinity',
      fence integer not null default 0,
      created_at timestamptz not null,
      settled_at timestamptz,
      primary key (endpoint_id, event_position),
      check ((state = 'PENDING') = (next_attempt_at is not null))
    ) with (fillfactor = 80)`.execute(db);
  await sql`
    create index webhook_deliveries_due on webhook_deliveries (endpoint_id, next_attempt_at)
    where state = 'PENDING'`.execute(db);
  await sql`create index webhook_deliveries_user on webhook_deliveries (user_id)`.execute(db);
  await sql`
    create table webhook_attempts (
      endpoint_id uuid not null,
      event_position bigint not null,
      number smallint not null,
      at timestamptz not null,
      status smallint,
      failure text,
      duration_ms integer not null,
      answer_head text,
      primary key (endpoint_id, event_position, number),
      foreign key (endpoint_id, event_position) references webhook_deliveries on delete cascade
    )`.execute(db);
  await sql`
    create table webhook_replays (
      id uuid primary key,
      endpoint_id uuid not null references webhook_endpoints on delete cascade,
      kind text not null check (kind in ('REPLAY', 'RECOVER')),
      next_position bigint not null,
      last_position bigint not null,
      staged_count bigint not null default 0,
      created_at timestamptz not null,
      finished_at timestamptz
    )`.execute(db);
  await sql`
    create index webhook_replays_open on webhook_replays (created_at)
    where finished_at is null`.execute(db);
}
