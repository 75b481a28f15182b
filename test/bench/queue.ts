import { Logger, run } from 'graphile-worker';
import { sql } from 'kysely';
import { type Db, openDatabase } from '#db';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import {
  type Bench,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  countSetting,
} from './bench.ts';
import { withBenchPostgres } from './database.ts';

/**
 * What it costs to have a hundred thousand polls planned one by one: a job of a queue that adds
 * itself again in the transaction in which it ends, against rows that are claimed and settled in
 * batches. The work itself is nothing in both, so that only the planning is measured.
 */
export const queue: Bench = {
  name: 'queue',
  summary: 'planning polls: jobs that add themselves again, and rows claimed in batches',
  async run(options) {
    const seconds = countSetting(options, 'seconds', 10);
    const planned = countSetting(options, 'planned', 10_000);
    return withBenchPostgres({}, (server) => measureAll(server.url, options, { seconds, planned }));
  },
};

async function measureAll(
  url: string,
  { progress }: BenchOptions,
  { seconds, planned }: Load,
): Promise<BenchReport> {
  const handle = openDatabase({
    url,
    poolMax: 10,
    applicationName: 'bench queue',
    log: silentLog,
  });
  try {
    const rows: BenchRow[] = [];
    for (const localQueue of [false, true]) {
      progress(`graphile-worker${localQueue ? ' with a local queue' : ''}`);
      rows.push(await measureJobs(handle.db, url, { seconds, planned, localQueue }));
    }
    progress('rows claimed in batches');
    rows.push(await measureRows(handle.db, { seconds, planned, batchMax: 50 }));
    rows.push(await measureRows(handle.db, { seconds, planned, batchMax: 250 }));
    return {
      tables: [
        {
          title: 'Polls planned again, as many as it will do',
          columns: ['per second', 'CPU ms of this process per poll', 'WAL bytes per poll'],
          rows,
        },
      ],
      bars: [],
      notes: [`${planned} planned, ${seconds} s each, durable Postgres on the same machine`],
    };
  } finally {
    await handle.close();
  }
}

interface Load {
  readonly seconds: number;
  readonly planned: number;
}

async function measureJobs(
  db: Db,
  url: string,
  { seconds, planned, localQueue }: Load & { readonly localQueue: boolean },
): Promise<BenchRow> {
  let count = 0;
  await sql`drop schema if exists graphile_worker cascade`.execute(db);
  const worker = await run({
    connectionString: url,
    concurrency: 20,
    noHandleSignals: true,
    pollInterval: 250,
    maxPoolSize: 24,
    logger: quiet(),
    ...(localQueue ? { preset: { worker: { localQueue: { size: 100 } } } } : {}),
    taskList: {
      async poll(payload, { job, withPgClient }) {
        await withPgClient((client) =>
          client.query('select graphile_worker.add_job($1, payload := $2, job_key := $3)', [
            'poll',
            JSON.stringify(payload),
            job.key,
          ]),
        );
        count += 1;
      },
    },
  });
  await sql`
    select graphile_worker.add_job('poll', payload := '{}', job_key := n::text)
    from generate_series(1, ${planned}::int) n`.execute(db);
  const row = await measure(db, seconds, () => count, name(localQueue));
  await worker.stop();
  return row;
}

const name = (localQueue: boolean) =>
  `graphile-worker 0.18${localQueue ? ', local queue of 100' : ''}`;

async function measureRows(
  db: Db,
  { seconds, planned, batchMax }: Load & { readonly batchMax: number },
): Promise<BenchRow> {
  await sql`drop table if exists plans`.execute(db);
  await sql`
    create table plans (id uuid primary key, next_at timestamptz not null, fence bigint not null)
    with (fillfactor = 70)`.execute(db);
  await sql`create index plans_due on plans (next_at)`.execute(db);
  await sql`
    insert into plans select gen_random_uuid(), now(), 0
    from generate_series(1, ${planned}::int)`.execute(db);
  let count = 0;
  let isOver = false;
  async function work(): Promise<void> {
    while (!isOver) count += await claimAndSettle(db, batchMax);
  }
  const workers = Array.from({ length: 4 }, work);
  const row = await measure(db, seconds, () => count, `claimed rows, batches of ${batchMax}`);
  isOver = true;
  await Promise.all(workers);
  return row;
}

/** Two transactions, as the poller has them: HTTP lies between the two. */
async function claimAndSettle(db: Db, batchMax: number): Promise<number> {
  const { rows } = await sql<{ id: string; fence: number }>`
    with due as (
      select id from plans where next_at <= now() order by next_at limit ${batchMax}
      for update skip locked
    )
    update plans p set fence = p.fence + 1, next_at = now() + interval '25 seconds'
    from due where p.id = due.id returning p.id, p.fence`.execute(db);
  await sql`
    update plans p set next_at = now()
    from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.fence)}::bigint[])
      as held (id, fence)
    where p.id = held.id and p.fence = held.fence`.execute(db);
  return rows.length;
}

async function measure(
  db: Db,
  seconds: number,
  done: () => number,
  label: string,
): Promise<BenchRow> {
  await systemClock.sleep(1_500);
  const [before, cpuBefore, walBefore] = [done(), process.cpuUsage(), await walBytes(db)];
  const startMs = systemClock.monotonicMs();
  await systemClock.sleep(seconds * 1_000);
  const count = done() - before;
  const cpu = process.cpuUsage(cpuBefore);
  const elapsed = (systemClock.monotonicMs() - startMs) / 1_000;
  const wal = (await walBytes(db)) - walBefore;
  const cpuMs = (cpu.user + cpu.system) / 1_000;
  return { name: label, values: [count / elapsed, cpuMs / count, Math.round(wal / count)] };
}

async function walBytes(db: Db): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as bytes`.execute(db);
  return rows[0]?.bytes ?? 0;
}

function quiet() {
  return new Logger(() => () => {});
}
