import { type Kysely, sql } from 'kysely';

/** How far the history of each connection has come whose provider gives one. A version before pulls none. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table history_pulls (
      connection_id uuid primary key references connections on delete cascade,
      from_at timestamptz not null,
      to_at timestamptz not null,
      done_down_to timestamptz not null,
      window_minutes integer not null check (window_minutes between 60 and 43200),
      sample_count integer not null default 0,
      failure_count integer not null default 0,
      next_at timestamptz,
      lease_until timestamptz not null default '-infinity',
      ended_at timestamptz,
      check (from_at <= done_down_to and done_down_to <= to_at),
      check ((next_at is null) = (ended_at is not null))
    )`.execute(db);
  await sql`create index history_pulls_due on history_pulls (next_at)`.execute(db);
}
