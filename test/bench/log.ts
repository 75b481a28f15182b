import { sql } from 'kysely';
import { createListener, type Db, inTransaction, openDatabase } from '#db';
import { systemClock } from '#std/clock';
import { newId } from '#std/ids';
import { silentLog } from '#std/log';
import {
  type Bench,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  countSetting,
} from './bench.ts';
import { withBenchPostgres } from './database.ts';
import { type Design, designs } from './log/designs.ts';

/**
 * How events get their positions, measured: several writers that each change a row, append and
 * commit, durably; and one reader that is woken by NOTIFY. No bars: the figures are the ground of
 * the decision on the log's order.
 */
interface Load {
  readonly name: string;
  readonly eventsPerCommit: number;
  readonly writerCount: number;
  readonly seconds: number;
  /** Appended before, while a snapshot is held that stays: what a dump of an hour leaves behind. */
  readonly appendsUnderSnapshot?: number;
  /** One writer appends and does not commit. */
  readonly isOneStalling?: boolean;
}

interface Figures {
  readonly commitsPerSecond: number;
  readonly commitMs: readonly number[];
  readonly visibleMs: readonly number[];
}

const payload = JSON.stringify({ event_type: 'daily.data.glucose.created', data: 'x'.repeat(600) });

async function measure(serverUrl: string, design: Design, load: Load): Promise<Figures> {
  const name = `bench_${newId(systemClock).replaceAll('-', '')}`;
  const admin = openDatabase({
    url: serverUrl,
    poolMax: 1,
    applicationName: 'bench',
    log: silentLog,
  });
  await sql.raw(`create database ${name}`).execute(admin.db);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const poolMax = load.writerCount + 4;
  const handle = openDatabase({ url: url.href, poolMax, applicationName: 'bench', log: silentLog });
  try {
    await design.create(handle.db);
    await sql`create table bench_work (n bigserial primary key)`.execute(handle.db);
    return await run(handle.db, url.href, design, load);
  } finally {
    await handle.close();
    await sql.raw(`drop database ${name} with (force)`).execute(admin.db);
    await admin.close();
  }
}

async function run(db: Db, url: string, design: Design, load: Load): Promise<Figures> {
  const release = await holdSnapshot(db, load, design);
  const sentAtMs = new Map<string, number>();
  const visibleMs: number[] = [];
  const commitMs: number[] = [];
  const stopping = new AbortController();
  const reading = readAll(db, url, stopping.signal, (id) => {
    const sentMs = sentAtMs.get(id);
    if (sentMs !== undefined) visibleMs.push(systemClock.monotonicMs() - sentMs);
  });
  const numbering = numberAll(db, design, stopping.signal);
  const stalling = load.isOneStalling ? stall(db) : undefined;
  const endMs = systemClock.monotonicMs() + load.seconds * 1000;
  async function write(): Promise<void> {
    while (systemClock.monotonicMs() < endMs) {
      const ids = Array.from({ length: load.eventsPerCommit }, () => newId(systemClock));
      let startMs = 0;
      await inTransaction(db, async (tx) => {
        await sql`insert into bench_work default values`.execute(tx);
        startMs = systemClock.monotonicMs();
        for (const id of ids) sentAtMs.set(id, startMs);
        await append(tx, ids);
      });
      commitMs.push(systemClock.monotonicMs() - startMs);
    }
  }
  await Promise.all(Array.from({ length: load.writerCount }, write));
  await stalling;
  const patienceMs = systemClock.monotonicMs() + 10_000;
  while (visibleMs.length < sentAtMs.size && systemClock.monotonicMs() < patienceMs) {
    await systemClock.sleep(10);
  }
  stopping.abort();
  await Promise.all([reading, numbering, release()]);
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  return {
    commitsPerSecond: commitMs.length / load.seconds,
    commitMs: sorted(commitMs),
    visibleMs: sorted(visibleMs),
  };
}

async function append(db: Db, ids: readonly string[]): Promise<void> {
  const payloads = ids.map(() => payload);
  await sql`select bench_append(${ids}::uuid[], ${payloads}::json[])`.execute(db);
}

/** Reads what comes after the last position, woken by NOTIFY and at least every 200 ms. */
async function readAll(db: Db, url: string, signal: AbortSignal, see: (id: string) => void) {
  let wake = new AbortController();
  const listener = createListener({
    url,
    channels: ['bench'],
    onNotify: () => wake.abort('woken'),
    clock: systemClock,
    log: silentLog,
  });
  await listener.start();
  let position = 0;
  while (!signal.aborted) {
    wake = new AbortController();
    const { rows } = await sql<{ position: number; id: string }>`
      select position, id from bench_events where position > ${position}
      order by position limit 1000`.execute(db);
    for (const row of rows) see(row.id);
    position = rows.at(-1)?.position ?? position;
    if (rows.length === 0) await systemClock.sleep(200, AbortSignal.any([wake.signal, signal]));
  }
  await listener.stop();
}

async function numberAll(db: Db, { number }: Design, signal: AbortSignal): Promise<void> {
  while (number && !signal.aborted) {
    if ((await number(db)) === 0) await systemClock.sleep(5, signal);
  }
}

/** Appends and stands still, until the server ends the session. */
async function stall(db: Db): Promise<void> {
  const stalled = inTransaction(db, async (tx) => {
    await append(tx, [newId(systemClock)]);
    await systemClock.sleep(6_000);
  });
  await stalled.catch(() => {});
}

async function holdSnapshot(db: Db, load: Load, design: Design): Promise<() => Promise<void>> {
  const { appendsUnderSnapshot } = load;
  if (appendsUnderSnapshot === undefined) return async () => {};
  const held = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const holding = inTransaction(db, async (tx) => {
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx);
    await sql`set transaction isolation level repeatable read`.execute(tx);
    await sql`select count(*) from bench_events`.execute(tx);
    held.resolve();
    await letGo.promise;
  });
  await held.promise;
  for (let count = 0; count < appendsUnderSnapshot; count += 1) {
    await append(db, [newId(systemClock)]);
    if (count % 100 === 0) await design.number?.(db);
  }
  return async () => {
    letGo.resolve();
    await holding;
  };
}

async function runLog(options: BenchOptions): Promise<BenchReport> {
  const seconds = countSetting(options, 'seconds', 10);
  const writerCount = countSetting(options, 'writers', 8);
  const appendsUnderSnapshot = countSetting(options, 'appends', 20_000);
  const loads: readonly Load[] = [
    { name: '1 event a commit', eventsPerCommit: 1, writerCount, seconds },
    { name: '20 events a commit', eventsPerCommit: 20, writerCount, seconds },
    {
      name: `1 event, after ${appendsUnderSnapshot} under a snapshot`,
      eventsPerCommit: 1,
      writerCount,
      seconds,
      appendsUnderSnapshot,
    },
    {
      name: '1 event, one writer stalls',
      eventsPerCommit: 1,
      writerCount,
      seconds: 8,
      isOneStalling: true,
    },
  ];
  return withBenchPostgres({}, async ({ url }) => {
    const tables = [];
    for (const load of loads) {
      const rows: BenchRow[] = [];
      for (const design of designs) {
        options.progress(`${load.name}: ${design.name}`);
        rows.push(rowOf(design, load, await measure(url, design, load)));
      }
      tables.push({ title: load.name, columns, rows });
    }
    return {
      tables,
      bars: [],
      notes: [`${writerCount} writers; commits are durable; times in ms.`],
    };
  });
}

const columns = [
  'commits/s',
  'events/s',
  'append to commit: median',
  'p99',
  'most',
  'append to visible: median',
  'p99',
];

function rowOf({ name }: Design, { eventsPerCommit }: Load, figures: Figures): BenchRow {
  const { commitsPerSecond, commitMs, visibleMs } = figures;
  return {
    name,
    values: [
      Math.round(commitsPerSecond),
      Math.round(commitsPerSecond * eventsPerCommit),
      percentile(commitMs, 0.5),
      percentile(commitMs, 0.99),
      commitMs.at(-1) ?? null,
      percentile(visibleMs, 0.5),
      percentile(visibleMs, 0.99),
    ],
  };
}

function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

export const logOrder: Bench = {
  name: 'log',
  summary: 'ways to give events their positions in commit order',
  run: runLog,
};
