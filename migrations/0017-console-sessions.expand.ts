import { type Kysely, sql } from 'kysely';

/**
 * Sessions of the console, and the codes of the command line that open one. Of both only a hash is
 * kept. Who does a deed in one is told in the audit as a session; a version before writes none, and
 * its console is not there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table console_sessions (
      id uuid primary key,
      team_id uuid not null references teams,
      hash bytea not null unique check (octet_length(hash) = 32),
      role text not null check (role in ('owner', 'developer', 'support')),
      made_from text not null check (made_from in ('api-key', 'code', 'sandbox')),
      api_key_id uuid references api_keys,
      address text not null,
      created_at timestamptz not null,
      seen_at timestamptz not null,
      expires_at timestamptz not null,
      ended_at timestamptz,
      end_reason text check (
        end_reason in ('signed-out', 'signed-out-everywhere', 'too-old', 'idle', 'key-ended',
          'command-line')),
      check ((ended_at is null) = (end_reason is null)),
      check ((made_from = 'api-key') = (api_key_id is not null))
    )`.execute(db);
  await sql`
    create index console_sessions_open on console_sessions (team_id, id)
    where ended_at is null`.execute(db);
  await sql`
    create index console_sessions_key on console_sessions (api_key_id)
    where api_key_id is not null and ended_at is null`.execute(db);
  await sql`
    create table console_codes (
      hash bytea primary key check (octet_length(hash) = 32),
      team_id uuid not null references teams,
      role text not null check (role in ('owner', 'developer', 'support')),
      created_at timestamptz not null,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`
    alter table audit_entries drop constraint audit_entries_actor_kind_check,
      add constraint audit_entries_actor_kind_check check (
        actor_kind in ('api-key', 'user-token', 'link-token', 'session', 'command-line',
          'system'))`.execute(db);
  await sql`
    alter table glucose_reads drop constraint glucose_reads_actor_kind_check,
      add constraint glucose_reads_actor_kind_check check (
        actor_kind in ('api-key', 'user-token', 'session'))`.execute(db);
}
