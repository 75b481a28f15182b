import { type Kysely, sql } from 'kysely';

/**
 * The append-only log. A writer locks the one row of `log_head` as the last thing that its
 * transaction does before it commits, and draws its positions under that lock: so positions are in
 * commit order, and no event appears before one that a reader has passed (E3). The log is never
 * updated, and rows leave only with their partition or, under a role of its own, with their
 * user (E2).
 *
 * Positions come from a sequence and not from a counter in the row, which would get a new version
 * with each event: while anybody holds a snapshot (a dump, say) those pile up, and every append
 * walks over them. A position that was drawn for nothing is simply missing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createHead(db);
  await createEvents(db);
  await guardTheLog(db);
  await appendEvents(db);
  await pruneEvents(db);
  await eraseUserEvents(db);
}

/**
 * `floor_at` is the day of the newest event: should the server's clock go back, events keep to that
 * day, so that a later position never lies in an earlier partition. `log_days` says for each day
 * that has events after which position they begin.
 */
async function createHead(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table log_head (
      id boolean primary key default true check (id),
      log_id uuid not null default gen_random_uuid(),
      floor_at timestamptz not null default '-infinity',
      pruned_position bigint not null default 0
    )`.execute(db);
  await sql`insert into log_head default values`.execute(db);
  await sql`
    create table log_days (
      starts_at timestamptz primary key,
      after_position bigint not null unique
    )`.execute(db);
  await sql`create sequence event_positions as bigint`.execute(db);
}

async function createEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table events (
      position bigint not null,
      appended_at timestamptz not null,
      id uuid not null,
      team_id uuid not null,
      user_id uuid,
      endpoint_id uuid,
      type text not null,
      payload json not null,
      primary key (position, appended_at)
    ) partition by range (appended_at)`.execute(db);
  await sql`create index events_team on events (team_id, position)`.execute(db);
  await sql`create index events_user on events (user_id, position)`.execute(db);
}

async function guardTheLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_log_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_user = pg_get_userbyid(
        (select proowner from pg_proc where oid = 'erase_user_events(uuid)'::regprocedure)) then
        return old;
      end if;
      raise exception 'the event log is append-only: % refused', tg_op
        using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger events_append_only before update or delete on events
    for each row execute function refuse_log_change()`.execute(db);
  await sql`
    create trigger events_no_truncate before truncate on events
    for each statement execute function refuse_log_change()`.execute(db);
}

/**
 * Appends events in the order given and returns the position of the last one. The caller commits at
 * once: until then every other writer of events waits (and readers do not).
 */
async function appendEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function append_events(
      ids uuid[], team_ids uuid[], user_ids uuid[], endpoint_ids uuid[], types text[], payloads json[])
    returns bigint language plpgsql as $$
    declare
      floor_at timestamptz;
      moment timestamptz;
    begin
      if coalesce(array_length(ids, 1), 0) = 0 then
        return null;
      end if;
      select h.floor_at into strict floor_at from log_head h for update;
      moment := greatest(clock_timestamp(), floor_at);
      if moment >= floor_at + interval '24 hours' then
        perform begin_log_day(moment);
      end if;
      insert into events (position, appended_at, id, team_id, user_id, endpoint_id, type, payload)
      select nextval('event_positions'), moment,
             e.id, e.team_id, e.user_id, e.endpoint_id, e.type, e.payload
      from (
        select * from unnest(ids, team_ids, user_ids, endpoint_ids, types, payloads)
          with ordinality as u (id, team_id, user_id, endpoint_id, type, payload, n)
        order by n
      ) e;
      perform pg_notify('events', '');
      return currval('event_positions');
    end $$`.execute(db);
  await sql`
    create function begin_log_day(moment timestamptz) returns void language plpgsql as $$
    begin
      perform ensure_partition('events', 'day', moment);
      update log_head set floor_at = date_trunc('day', moment, 'UTC');
      insert into log_days (starts_at, after_position)
      select date_trunc('day', moment, 'UTC'), case when is_called then last_value else 0 end
      from event_positions;
    end $$`.execute(db);
}

/**
 * Drops the partitions of the days before that of `before`, never the newest day with events, and
 * records up to which position the log is gone. It gives up when it cannot have the log to itself
 * within a moment, before a deadlock would be looked for: writers wait meanwhile.
 */
async function pruneEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function prune_events(before timestamptz) returns integer language plpgsql as $$
    declare
      first_kept timestamptz;
      day_partition regclass;
      dropped_count integer := 0;
    begin
      perform set_config('lock_timeout', '800ms', true);
      select least(date_trunc('day', before, 'UTC'), h.floor_at) into strict first_kept
      from log_head h for update;
      for day_partition in
        select i.inhrelid::regclass from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'events'::regclass and c.relname < 'events_' ||
          case when isfinite(first_kept) then to_char(first_kept at time zone 'UTC', 'YYYYMMDD') end
        order by c.relname
      loop
        execute format('drop table %s', day_partition);
        dropped_count := dropped_count + 1;
      end loop;
      delete from log_days where starts_at < first_kept;
      update log_head h set pruned_position = d.after_position
      from (select min(after_position) as after_position from log_days) d
      where d.after_position > h.pruned_position;
      return dropped_count;
    end $$`.execute(db);
}

async function eraseUserEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function erase_user_events(erased_user_id uuid) returns bigint
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      erased_count bigint;
    begin
      delete from events where user_id = erased_user_id;
      get diagnostics erased_count = row_count;
      return erased_count;
    end $$`.execute(db);
  await sql`revoke execute on function erase_user_events(uuid) from public`.execute(db);
  await sql`grant execute on function erase_user_events(uuid) to current_user`.execute(db);
  await giveToEraser(db);
}

/**
 * A later step takes the function back, and guards the log by the function's name. Whoever may make
 * no roles keeps it at once, so that an ordinary role can migrate a database of its own.
 */
async function giveToEraser(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ may: boolean }>`
    select rolcreaterole or rolsuper as may from pg_roles where rolname = current_user`.execute(db);
  if (!rows[0]?.may) return;
  const eraser = sql.id(await createEraser(db));
  await sql`grant usage, create on schema public to ${eraser}`.execute(db);
  await sql`grant select, delete on events to ${eraser}`.execute(db);
  await sql`alter function erase_user_events(uuid) owner to ${eraser}`.execute(db);
  await sql`revoke create on schema public from ${eraser}`.execute(db);
}

/**
 * Roles belong to the whole server, so each database has a role of its own: two deployments on one
 * server need not be allowed each other's. Returns its name.
 */
async function createEraser(db: Kysely<unknown>): Promise<string> {
  const { rows } = await sql<{ name: string; is_there: boolean }>`
    select name, exists (select from pg_roles where rolname = name) as is_there
    from (select 'gateway_eraser_' || left(md5(current_database() || ' ' || current_user), 8))
      as wanted (name)`.execute(db);
  const [wanted] = rows;
  if (!wanted) throw new Error('Postgres did not name the role');
  const eraser = sql.id(wanted.name);
  if (!wanted.is_there) await sql`create role ${eraser} nologin`.execute(db);
  await sql`grant ${eraser} to current_user`.execute(db);
  return wanted.name;
}
