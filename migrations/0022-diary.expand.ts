import { type Kysely, sql } from 'kysely';

/**
 * What wearers enter at their provider, and how far the fetching of it has come of each connection
 * whose provider tells it. New tables: a version before knows neither, and loses nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table diary_entries (
      user_id uuid not null references users on delete cascade,
      provider smallint not null,
      source_id text not null check (length(source_id) between 1 and 100),
      kind text not null check (kind in ('CARBS', 'INSULIN')),
      insulin_type text check (insulin_type in ('FAST', 'LONG')),
      taken_at timestamptz not null,
      utc_offset_minutes smallint,
      amount double precision check (amount between 0 and 1000),
      recorded_at timestamptz,
      received_at timestamptz not null,
      changed_at timestamptz not null,
      revision integer not null check (revision > 0),
      deleted_at timestamptz,
      primary key (user_id, provider, source_id),
      check (kind = 'INSULIN' or insulin_type is null)
    )`.execute(db);
  await sql`create index diary_entries_time on diary_entries (user_id, taken_at)`.execute(db);
  await sql`create index diary_entries_age on diary_entries (taken_at)`.execute(db);
  await sql`
    create table diary_pulls (
      connection_id uuid primary key references connections on delete cascade,
      started_at timestamptz not null,
      from_at timestamptz not null,
      reached_at timestamptz not null check (reached_at between from_at and started_at),
      finished_at timestamptz,
      next_at timestamptz not null,
      fence integer not null default 0,
      failures smallint not null default 0
    )`.execute(db);
  await sql`
    create index connections_dexcom_v3 on connections (id)
      where provider = 'dexcom_v3' and disconnected_at is null`.execute(db);
  await sql`create index diary_pulls_next on diary_pulls (next_at)`.execute(db);
}
