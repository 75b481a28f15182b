import { type Kysely, sql } from 'kysely';

/** Who may ask: teams, their API keys and users; what the deployment keeps of itself; the audit. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table deployment (
      id boolean primary key default true check (id),
      hash_key_sealed bytea not null,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table teams (
      id uuid primary key,
      name text not null unique check (length(name) between 1 and 200),
      follower_contact text check (length(follower_contact) between 1 and 320),
      refuses_shared_accounts boolean not null default false,
      created_at timestamptz not null default now()
    )`.execute(db);
  await sql`
    create table api_keys (
      id uuid primary key,
      team_id uuid not null references teams,
      name text not null check (length(name) between 1 and 200),
      hint text not null,
      hash bytea not null unique check (length(hash) = 32),
      created_at timestamptz not null,
      expires_at timestamptz,
      revoked_at timestamptz,
      last_used_at timestamptz
    )`.execute(db);
  await sql`create index api_keys_team on api_keys (team_id, id)`.execute(db);
  await sql`
    create table users (
      id uuid primary key,
      team_id uuid not null references teams,
      client_user_id text not null check (length(client_user_id) between 1 and 255),
      time_zone text,
      birth_date date,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      deleted_at timestamptz,
      erase_at timestamptz,
      check ((deleted_at is null) = (erase_at is null))
    )`.execute(db);
  await sql`
    create unique index users_client_user_id on users (team_id, client_user_id)
    where deleted_at is null`.execute(db);
  await sql`create index users_team on users (team_id, id)`.execute(db);
  await sql`create index users_erase on users (erase_at) where erase_at is not null`.execute(db);
  await sql`
    create table audit_entries (
      id uuid primary key,
      team_id uuid references teams,
      at timestamptz not null,
      actor_kind text not null check (
        actor_kind in ('api-key', 'user-token', 'link-token', 'command-line', 'system')),
      actor_id text,
      action text not null,
      subject_kind text,
      subject_id text,
      address text,
      detail jsonb not null default '{}'
    )`.execute(db);
  await sql`create index audit_entries_team on audit_entries (team_id, id)`.execute(db);
}
