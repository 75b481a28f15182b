import { type Kysely, sql } from 'kysely';

/**
 * Samples as we keep them, in monthly partitions of the instant they were taken at, and what could
 * not become a sample: holes that Dexcom can no longer fill, and readings from the future.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table glucose_samples (
      user_id uuid not null,
      taken_at timestamptz not null check (taken_at = date_trunc('second', taken_at)),
      received_at timestamptz not null,
      revision integer not null default 1 check (revision >= 1),
      value_mg_dl smallint not null check (value_mg_dl between 39 and 401),
      family smallint not null,
      provider smallint not null,
      trend smallint not null check (trend between 0 and 9),
      utc_offset_minutes smallint check (utc_offset_minutes between -1080 and 1080),
      is_late boolean not null,
      primary key (user_id, taken_at, family)
    ) partition by range (taken_at)`.execute(db);
  await sql`
    create table sample_holes (
      connection_id uuid not null references connections on delete cascade,
      user_id uuid not null,
      from_at timestamptz not null,
      to_at timestamptz not null check (to_at > from_at),
      reason text not null,
      recorded_at timestamptz not null,
      primary key (connection_id, from_at)
    )`.execute(db);
  await sql`create index sample_holes_user on sample_holes (user_id, from_at)`.execute(db);
  await sql`
    create table readings_aside (
      connection_id uuid not null references connections on delete cascade,
      taken_at timestamptz not null,
      value_mg_dl smallint not null,
      reason text not null,
      seen_at timestamptz not null,
      primary key (connection_id, taken_at)
    )`.execute(db);
  await ensurePartitions(db);
}

/**
 * One function makes the partitions of all tables that are cut by time: it is idempotent, safe
 * from two nodes at once, and cheap when the partition is already there.
 */
async function ensurePartitions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function ensure_partition(parent text, unit text, moment timestamptz)
    returns void language plpgsql as $$
    declare
      starts timestamptz := date_trunc(unit, moment, 'UTC');
      ends timestamptz := (starts at time zone 'UTC' + ('1 ' || unit)::interval) at time zone 'UTC';
      partition text := parent || '_'
        || to_char(starts at time zone 'UTC', case unit when 'month' then 'YYYYMM' else 'YYYYMMDD' end);
    begin
      if to_regclass(quote_ident(partition)) is not null then
        return;
      end if;
      perform pg_advisory_xact_lock(hashtext('ensure_partition'), hashtext(parent));
      -- to_regclass may remember that there was none; the catalog says what there is by now.
      if exists (
        select from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent::regclass and c.relname = partition
      ) then
        return;
      end if;
      execute format('create table %I partition of %I for values from (%L) to (%L)',
        partition, parent, starts, ends);
      if parent = 'events' then
        execute format('create trigger events_no_truncate before truncate on %I '
          'for each statement execute function refuse_log_change()', partition);
      end if;
    end $$`.execute(db);
}
