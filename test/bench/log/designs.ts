import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#db';

/**
 * Ways to give events their positions in commit order, each in a schema of its own beside the
 * product's tables, with the same columns and one index.
 */
export interface Design {
  readonly name: string;
  /** Makes its tables and functions; `bench_append(ids, payloads)` among them. */
  create(db: Db): Promise<void>;
  /** Numbers what was committed, where that is done afterwards; tells how many it numbered. */
  readonly number?: (db: Db) => Promise<number>;
}

const table = sql`
  create table bench_events (
    position bigint primary key, appended_at timestamptz not null, id uuid not null,
    payload json not null
  )`;
const given = sql`unnest(ids, payloads) with ordinality as e (id, payload, n)`;

function appendFunction(body: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    create function bench_append(ids uuid[], payloads json[]) returns void language plpgsql as $$
    declare last_position bigint;
    begin
      ${body};
    end $$`;
}

async function createAll(db: Db, statements: readonly RawBuilder<unknown>[]): Promise<void> {
  for (const statement of [table, ...statements]) await statement.execute(db);
}

export const designs: readonly Design[] = [
  {
    name: 'counter in a row',
    create: (db) =>
      createAll(db, [
        sql`create table bench_head (id boolean primary key, position bigint not null)`,
        sql`insert into bench_head values (true, 0)`,
        appendFunction(sql`
          update bench_head set position = position + array_length(ids, 1) where id
            returning position into last_position;
          insert into bench_events
          select last_position - array_length(ids, 1) + e.n, clock_timestamp(), e.id, e.payload
          from ${given};
          perform pg_notify('bench', '')`),
      ]),
  },
  {
    name: 'sequence under a lock',
    create: (db) =>
      createAll(db, [
        sql`create table bench_head (id boolean primary key)`,
        sql`insert into bench_head values (true)`,
        sql`create sequence bench_positions`,
        appendFunction(sql`
          perform from bench_head for update;
          insert into bench_events
          select nextval('bench_positions'), clock_timestamp(), e.id, e.payload from ${given};
          perform pg_notify('bench', '')`),
      ]),
  },
  {
    name: 'numbered afterwards',
    create: (db) =>
      createAll(db, [
        sql`create sequence bench_positions`,
        sql`create table bench_staged (n bigserial primary key, id uuid, payload json)`,
        appendFunction(sql`
          insert into bench_staged (id, payload) select e.id, e.payload from ${given}`),
      ]),
    async number(db) {
      const { numAffectedRows } = await sql`
        with taken as (
          delete from bench_staged
          where n in (select n from bench_staged order by n limit 1000) returning *
        )
        insert into bench_events
        select nextval('bench_positions'), clock_timestamp(), id, payload
        from (select * from taken order by n) t`.execute(db);
      const count = Number(numAffectedRows ?? 0);
      if (count > 0) await sql`select pg_notify('bench', '')`.execute(db);
      return count;
    },
  },
];
