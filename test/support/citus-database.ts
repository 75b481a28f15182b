import { sql } from 'kysely';
import { type Db, migrateToLatest, openDatabase } from '#db';
import { distribute, planDistribution } from '#distribution';
import { createLog } from '#std/log';

const log = createLog('error');

/** Few, so that a database is made in seconds; and enough for each worker to have several. */
const shardCount = 8;

/** A worker as its coordinator reaches it. */
export interface Worker {
  readonly host: string;
  readonly port: number;
}

export async function listWorkers(db: Db): Promise<readonly Worker[]> {
  const { rows } = await sql<Worker>`
    select nodename as host, nodeport as port from pg_dist_node
    where groupid <> 0 and noderole = 'primary' order by nodeport`.execute(db);
  if (rows.length < 2) throw new Error('the cluster of CITUS_URL has fewer than two workers');
  return rows;
}

interface CitusDatabaseOptions {
  readonly coordinatorUrl: string;
  readonly workers: readonly Worker[];
  /** Whether the tables are there, and are distributed; they are unless told. */
  readonly schema?: 'distributed' | 'migrated' | 'empty';
}

/** Makes a database of this name on all nodes, a cluster of its own; returns its URL. */
export async function createCitusDatabase(
  name: string,
  { coordinatorUrl, workers, schema = 'distributed' }: CitusDatabaseOptions,
): Promise<string> {
  for (const node of nodesOf(coordinatorUrl, workers)) {
    await onServer(node, (db) => sql.raw(`create database ${name}`).execute(db));
    await onServer(within(node, name), (db) => sql`create extension citus`.execute(db));
  }
  const url = within(coordinatorUrl, name);
  const { hostname, port } = new URL(coordinatorUrl);
  await onServer(url, async (db) => {
    await sql`select citus_set_coordinator_host(${hostname}, ${Number(port)})`.execute(db);
    for (const worker of workers) {
      await sql`select citus_add_node(${worker.host}, ${worker.port})`.execute(db);
    }
  });
  if (schema === 'empty') return url;
  await migrateToLatest(url, log);
  if (schema === 'migrated') return url;
  await onServer(url, async (db) => {
    const { steps } = await planDistribution(db, shardCount);
    await distribute(db, steps, () => {});
  });
  return url;
}

export async function dropCitusDatabase(
  name: string,
  { coordinatorUrl, workers }: Pick<CitusDatabaseOptions, 'coordinatorUrl' | 'workers'>,
): Promise<void> {
  for (const node of nodesOf(coordinatorUrl, workers)) {
    await onServer(node, (db) =>
      sql.raw(`drop database if exists ${name} with (force)`).execute(db),
    );
  }
}

export async function onServer<Result>(
  url: string,
  work: (db: Db) => Promise<Result>,
): Promise<Result> {
  const named = { poolMax: 1, applicationName: 'test setup', statementTimeoutMs: 300_000, log };
  const handle = openDatabase({ url, ...named });
  try {
    return await work(handle.db);
  } finally {
    await handle.close();
  }
}

/** The same address with another database. */
export function within(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** The coordinator and its workers, each as the tests reach it. */
function nodesOf(coordinatorUrl: string, workers: readonly Worker[]): readonly string[] {
  return [coordinatorUrl, ...workers.map((worker) => urlOf(coordinatorUrl, worker))];
}

export function urlOf(coordinatorUrl: string, { host, port }: Worker): string {
  const url = new URL(coordinatorUrl);
  url.host = `${host}:${port}`;
  return url.href;
}
