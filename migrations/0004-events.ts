import { type Kysely, sql } from 'kysely';

/**
 * The append-only log. One row, `log_head`, is locked by each writer as the last thing that its
 * transaction does before it commits: so positions are given in commit order, and no event appears
 * before one that a reader has passed (E3). The log is never updated, and rows leave only with
 * their partition or, under the role `gateway_eraser`, with their user (E2).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table log_head (
      id boolean primary key default true check (id),
      log_id uuid not null default gen_random_uuid(),
      position bigint not null default 0,
      pruned_position bigint not null default 0
    )`.execute(db);
  await sql`insert into log_head default values`.execute(db);
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
  await guardTheLog(db);
  await appendEvents(db);
  await eraseUserEvents(db);
}

async function guardTheLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_log_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and current_user = 'gateway_eraser' then
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
      event_count integer := coalesce(array_length(ids, 1), 0);
      last_position bigint;
      moment timestamptz;
    begin
      if event_count = 0 then
        return null;
      end if;
      update log_head set position = position + event_count returning position into last_position;
      moment := clock_timestamp();
      perform ensure_partition('events', 'day', moment);
      insert into events (position, appended_at, id, team_id, user_id, endpoint_id, type, payload)
      select last_position - event_count + e.n, moment,
             e.id, e.team_id, e.user_id, e.endpoint_id, e.type, e.payload
      from unnest(ids, team_ids, user_ids, endpoint_ids, types, payloads)
        with ordinality as e (id, team_id, user_id, endpoint_id, type, payload, n);
      perform pg_notify('events', '');
      return last_position;
    end $$`.execute(db);
}

async function eraseUserEvents(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'gateway_eraser') then
        create role gateway_eraser nologin;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db);
  await sql`grant gateway_eraser to current_user`.execute(db);
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
  await sql`grant usage, create on schema public to gateway_eraser`.execute(db);
  await sql`grant select, delete on events to gateway_eraser`.execute(db);
  await sql`alter function erase_user_events(uuid) owner to gateway_eraser`.execute(db);
  await sql`revoke create on schema public from gateway_eraser`.execute(db);
}
