import { type Kysely, sql } from 'kysely';

/** So long readers are kept waiting at the most, behind whom this waits in its turn. */
const waitMsMax = 500;
const triesMax = 120;

/**
 * One table for all that is pulled of a connection beside its polls, in place of one for readings and
 * one for entries, whose rows move here; and what more there is to pull: exercise, notes and
 * calibrations, which are entries of the diary, and devices. A version before may run beside: what it
 * begins comes here, so that it finds nothing to pull, and tells nothing twice.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table pulls (
      connection_id uuid not null references connections on delete cascade,
      resource text not null check (resource in ('GLUCOSE', 'DIARY', 'CALIBRATIONS', 'DEVICES')),
      from_at timestamptz not null,
      to_at timestamptz not null,
      done_down_to timestamptz not null,
      window_minutes integer not null check (window_minutes between 60 and 43200),
      kept_count integer not null default 0,
      failure_count integer not null default 0,
      refused_at timestamptz,
      ended_at timestamptz,
      looked_at timestamptz,
      is_late boolean not null default false,
      next_at timestamptz not null,
      fence integer not null default 0,
      primary key (connection_id, resource),
      check (from_at <= done_down_to and done_down_to <= to_at)
    )`.execute(db);
  await sql`create index pulls_due on pulls (next_at)`.execute(db);
  await createDevices(db);
  await widenDiary(db);
  await movePulls(db);
}

function createDevices(db: Kysely<unknown>) {
  return sql`
    create table devices (
      user_id uuid not null references users on delete cascade,
      provider smallint not null,
      id uuid not null,
      transmitter_id text not null check (length(transmitter_id) <= 100),
      transmitter_generation text not null check (length(transmitter_generation) <= 100),
      display_device text not null check (length(display_device) <= 100),
      display_app text not null check (length(display_app) <= 100),
      last_upload_at timestamptz,
      first_seen_at timestamptz not null,
      changed_at timestamptz not null,
      revision integer not null check (revision > 0),
      primary key (user_id, id),
      unique (user_id, provider, transmitter_id, transmitter_generation, display_device, display_app)
    )`.execute(db);
}

/** Its rows are few, and all that is checked anew holds for them. */
async function widenDiary(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      perform set_config('lock_timeout', '${sql.raw(String(waitMsMax))}', true);
      for try in 1..${sql.raw(String(triesMax))} loop
        begin
          alter table diary_entries drop constraint diary_entries_kind_check;
          alter table diary_entries drop constraint diary_entries_amount_check;
          alter table diary_entries add column intensity text
            check (intensity in ('LIGHT', 'MEDIUM', 'HEAVY'));
          alter table diary_entries add column note_sealed bytea;
          alter table diary_entries add constraint diary_entries_kind_check
            check (kind in ('CARBS', 'INSULIN', 'EXERCISE', 'NOTE', 'CALIBRATION')) not valid;
          alter table diary_entries add constraint diary_entries_amount_check
            check (amount between 0 and 10080) not valid;
          alter table diary_entries add constraint diary_entries_intensity_kind_check
            check (intensity is null or kind = 'EXERCISE') not valid;
          alter table diary_entries add constraint diary_entries_note_check
            check (note_sealed is null or kind = 'NOTE') not valid;
          return;
        exception when lock_not_available then
          if try = ${sql.raw(String(triesMax))} then raise; end if;
          perform pg_sleep(0.5);
        end;
      end loop;
    end $$`.execute(db);
}

const everyResource = sql`unnest(array['GLUCOSE', 'DIARY', 'CALIBRATIONS', 'DEVICES'])`;

async function movePulls(db: Kysely<unknown>): Promise<void> {
  await sql`
    insert into pulls (connection_id, resource, from_at, to_at, done_down_to, window_minutes,
      kept_count, ended_at, looked_at, next_at)
    select connection_id, 'GLUCOSE', from_at, to_at, done_down_to, window_minutes,
      sample_count, ended_at, ended_at, coalesce(next_at, ended_at)
    from history_pulls`.execute(db);
  // Entries are pulled anew, with their new kinds: of those that are there nobody is told again.
  await sql`
    insert into pulls (connection_id, resource, from_at, to_at, done_down_to, window_minutes, next_at)
    select connection_id, resource, from_at, to_at, to_at, 43200, to_at
    from (
      select connection_id, from_at, to_at from history_pulls
      union all select connection_id, from_at, started_at from diary_pulls
    ) as begun (connection_id, from_at, to_at) cross join ${everyResource} as resource
    on conflict do nothing`.execute(db);
  await sql`
    create function pulls_begun_by_versions_before() returns trigger language plpgsql as $$ begin
      insert into pulls (connection_id, resource, from_at, to_at, done_down_to, window_minutes, next_at)
      select new.connection_id, resource, new.from_at, new.to_at, new.to_at, 43200, new.to_at
      from ${everyResource} as resource
      on conflict do nothing;
      return null;
    end $$`.execute(db);
  await sql`
    create function pulls_begun_here_already() returns trigger language plpgsql as $$ begin
      return null;
    end $$`.execute(db);
  await sql`
    create trigger moved before insert on history_pulls
    for each row execute function pulls_begun_by_versions_before()`.execute(db);
  await sql`
    create trigger moved before insert on diary_pulls
    for each row execute function pulls_begun_here_already()`.execute(db);
  await sql`delete from history_pulls`.execute(db);
  await sql`delete from diary_pulls`.execute(db);
}
