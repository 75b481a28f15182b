import { type Kysely, sql } from 'kysely';

/**
 * The audit is append-only as the log is, keeps the new address of a webhook sealed, and is joined by
 * counts of who read whose glucose. What may delete from either is a function by name, whoever owns
 * it: after a dump was restored, all belongs to one role. A version before works on: it deletes from
 * the log by the same function, and from the audit nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await tellCallers(db);
  await guardTheLog(db);
  await guardTheAudit(db);
  await countReads(db);
}

/** Whether a function of that name is among those that are running, by the stack that Postgres tells. */
async function tellCallers(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function is_called_by(caller text) returns boolean language plpgsql as $$
    declare
      stack text;
    begin
      get diagnostics stack = pg_context;
      return stack ~ ('(^|\\n)[^"\\n]*\\m' || caller || '\\(');
    end $$`.execute(db);
}

async function guardTheLog(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace function refuse_log_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and is_called_by('erase_user_events') then
        return old;
      end if;
      raise exception 'the event log is append-only: % refused', tg_op
        using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create or replace function erase_user_events(erased_user_id uuid) returns bigint
    language plpgsql security invoker as $$
    declare
      erased_count bigint;
    begin
      delete from events where user_id = erased_user_id;
      get diagnostics erased_count = row_count;
      return erased_count;
    end $$`.execute(db);
  await dropEraser(db);
}

/** Until now the function belonged to a role of its own. Where it may not be dropped, it is idle. */
async function dropEraser(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$
    declare
      eraser text := (select pg_get_userbyid(proowner) from pg_proc
        where oid = 'erase_user_events(uuid)'::regprocedure);
    begin
      if eraser not like 'gateway\_eraser\_%' then
        return;
      end if;
      execute format('alter function erase_user_events(uuid) owner to %I', current_user);
      execute format('drop owned by %I', eraser);
      begin
        execute format('drop role %I', eraser);
      exception when insufficient_privilege or dependent_objects_still_exist then
        null;
      end;
    end $$`.execute(db);
}

/** All columns but the sealed address, which is sealed again with another key. */
async function guardTheAudit(db: Kysely<unknown>): Promise<void> {
  await sql`alter table audit_entries add column webhook_url_sealed bytea`.execute(db);
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' and (is_called_by('erase_audit') or is_called_by('prune_audit')) then
        return old;
      end if;
      raise exception 'the audit is append-only: % refused', tg_op
        using errcode = 'insufficient_privilege';
    end $$`.execute(db);
  await sql`
    create trigger audit_append_only before delete or update of
      id, team_id, at, actor_kind, actor_id, action, subject_kind, subject_id, address, detail
    on audit_entries for each row execute function refuse_audit_change()`.execute(db);
  await sql`
    create trigger audit_no_truncate before truncate on audit_entries
    for each statement execute function refuse_audit_change()`.execute(db);
  await sql`
    create function erase_audit(kind text, ids text[]) returns void language plpgsql as $$
    begin
      delete from audit_entries where subject_kind = kind and subject_id = any (ids);
    end $$`.execute(db);
  await sql`
    create function prune_audit(before timestamptz, rows_max integer) returns integer
    language plpgsql as $$
    declare
      pruned_count integer;
    begin
      delete from audit_entries where id in (
        select id from audit_entries where at < before order by id limit rows_max);
      get diagnostics pruned_count = row_count;
      return pruned_count;
    end $$`.execute(db);
}

async function countReads(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table glucose_reads (
      user_id uuid not null references users on delete cascade,
      day date not null,
      actor_kind text not null check (actor_kind in ('api-key', 'user-token')),
      actor_id text not null,
      count integer not null check (count > 0),
      primary key (user_id, day, actor_kind, actor_id)
    )`.execute(db);
  await sql`create index glucose_reads_day on glucose_reads (day)`.execute(db);
}
