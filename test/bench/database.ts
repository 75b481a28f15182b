import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Db,
  type EmbeddedPostgres,
  migrateToLatest,
  openDatabase,
  startEmbeddedPostgres,
} from '#db';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';

/** Told what is to be done at the end, the last first. */
export type Ending = (end: () => Promise<unknown>) => void;

export interface BenchDatabase {
  readonly db: Db;
  readonly url: string;
  /** Of the postmaster. */
  readonly pid: number;
}

const log = createLog('error');

/** A Postgres of its own, empty, with durable commits unless told. */
export async function startBenchPostgres(
  ending: Ending,
  { isDurable = true } = {},
): Promise<EmbeddedPostgres> {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  ending(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  const options = { dataDirectory: directory, isDurable, log, clock: systemClock };
  const server = await startEmbeddedPostgres(options);
  ending(() => rm(server.place, { recursive: true, force: true }));
  ending(() => server.stop());
  return server;
}

/** The same for as long as some work takes. */
export async function withBenchPostgres<Result>(
  options: { isDurable?: boolean },
  work: (server: EmbeddedPostgres) => Promise<Result>,
): Promise<Result> {
  const endings: (() => Promise<unknown>)[] = [];
  try {
    return await work(await startBenchPostgres((end) => endings.push(end), options));
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

/** The same with the tables, and a pool. */
export async function startBenchDatabase(ending: Ending): Promise<BenchDatabase> {
  const server = await startBenchPostgres(ending);
  await migrateToLatest(server.url, log);
  const handle = openDatabase({ url: server.url, poolMax: 4, applicationName: 'bench', log });
  ending(() => handle.close());
  return { db: handle.db, url: server.url, pid: server.pid() };
}
