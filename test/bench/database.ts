import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, migrateToLatest, openDatabase, startEmbeddedPostgres } from '#db';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';

export interface BenchDatabase {
  readonly db: Db;
  readonly url: string;
  /** Of the postmaster. */
  readonly pid: number;
}

/** A Postgres of its own with durable commits and the tables; told in `ending` how it goes again. */
export async function startBenchDatabase(
  ending: (end: () => Promise<unknown>) => void,
): Promise<BenchDatabase> {
  const log = createLog('error');
  const directory = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
  ending(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  const options = { dataDirectory: directory, log, clock: systemClock };
  const server = await startEmbeddedPostgres(options);
  ending(() => rm(server.place, { recursive: true, force: true }));
  ending(() => server.stop());
  await migrateToLatest(server.url, log);
  const handle = openDatabase({ url: server.url, poolMax: 4, applicationName: 'bench', log });
  ending(() => handle.close());
  return { db: handle.db, url: server.url, pid: server.pid() };
}
