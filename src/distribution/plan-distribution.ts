import { sql } from 'kysely';
import type { Db } from '#db';
import { type DistributedTable, distributedTables, firstTable } from './distributed-tables.ts';
import { type Engine, findEngine } from './find-engine.ts';

/** One thing that is still to be done, and what it is told as. Each is done whole, or not at all. */
export interface DistributionStep {
  readonly words: string;
  readonly statement: string;
}

export interface DistributionPlan {
  readonly engine: Engine;
  readonly workerCount: number;
  /** In order; empty where all is done. */
  readonly steps: readonly DistributionStep[];
}

/** The versions whose ways were tried. */
const versionsKnown = /^13\.2/;
const shardCountDefault = 32;
const shardCountMax = 1_024;

/**
 * Each session of the gateway has one connection with each worker: what is written together is small,
 * and lies on many shards, so that a connection for each shard would cost more than all else.
 */
const settings: Readonly<Record<string, string>> = {
  'citus.multi_shard_modify_mode': 'sequential',
  'citus.max_adaptive_executor_pool_size': '1',
};

/** What is to be done to distribute a database; throws an Error that says what is missing for it. */
export async function planDistribution(
  db: Db,
  shardCount = shardCountDefault,
): Promise<DistributionPlan> {
  if (!Number.isInteger(shardCount) || shardCount < 1 || shardCount > shardCountMax) {
    throw new Error(`SHARDS is a number from 1 to ${shardCountMax}.`);
  }
  const engine = await findEngine(db);
  refuseUnfit(engine);
  const workerCount = await countWorkers(db);
  if (workerCount === 0) {
    throw new Error(
      'The cluster has no worker: run "select citus_add_node(\'HOST\', PORT)" for each, here on the coordinator.',
    );
  }
  const steps: DistributionStep[] = [];
  for (const table of distributedTables) steps.push(...(await stepsOf(db, table, shardCount)));
  return { engine, workerCount, steps: [...(await settingSteps(db)), ...steps] };
}

function refuseUnfit({ version, isAvailable, isLoaded, preparedTransactionsMax }: Engine): void {
  if (version === null) {
    throw new Error(
      isAvailable
        ? 'Citus is not created in this database: run "create extension citus" here and on each worker.'
        : 'This Postgres has no Citus: install its packages here and on each worker.',
    );
  }
  if (!isLoaded) {
    throw new Error(`Citus is not loaded: set shared_preload_libraries = 'citus', and restart.`);
  }
  if (!versionsKnown.test(version)) {
    throw new Error(`Citus is ${version} here, and only 13.2 was tried: take that one.`);
  }
  if (preparedTransactionsMax === 0) {
    throw new Error(
      'max_prepared_transactions is 0, and a cluster commits in two steps: set it to twice ' +
        'max_connections on each node, and restart.',
    );
  }
}

async function countWorkers(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_dist_node
    where noderole = 'primary' and isactive and shouldhaveshards and groupid <> 0`.execute(db);
  return rows[0]?.count ?? 0;
}

async function settingSteps(db: Db): Promise<readonly DistributionStep[]> {
  const { rows } = await sql<{ database: string; held: string[] }>`
    select current_database() as database, coalesce((
      select setconfig from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase
      where d.datname = current_database() and s.setrole = 0), '{}') as held`.execute(db);
  const { database, held } = rows[0] as { database: string; held: readonly string[] };
  return Object.entries(settings)
    .filter(([name, value]) => !held.includes(`${name}=${value}`))
    .map(([name, value]) => ({
      words: `set ${name} to ${value} for new sessions: one connection with each worker a session`,
      statement: `alter database "${database.replaceAll('"', '""')}" set ${name} = '${value}'`,
    }));
}

interface TableState {
  readonly column: string | null;
  readonly bytes: string;
  readonly keys: readonly string[];
}

async function stepsOf(
  db: Db,
  { table, column }: DistributedTable,
  shardCount: number,
): Promise<readonly DistributionStep[]> {
  const { rows } = await sql<TableState>`
    select (select column_to_column_name(logicalrelid, partkey) from pg_dist_partition
        where logicalrelid = ${table}::regclass) as column,
      (select coalesce(sum(pg_relation_size(t.oid)), 0) from (
        select ${table}::regclass::oid union all
        select inhrelid from pg_inherits where inhparent = ${table}::regclass) as t (oid)) as bytes,
      array(select conname::text from pg_constraint
        where conrelid = ${table}::regclass and contype = 'f') as keys`.execute(db);
  const { column: held, bytes, keys } = rows[0] as TableState;
  const size = `${Math.ceil(Number(bytes) / 1_000_000).toLocaleString('en')} MB`;
  if (held !== null && held !== column) {
    throw new Error(`The table ${table} is distributed by ${held}, and must be by ${column}.`);
  }
  const steps: DistributionStep[] = [];
  if (held === null) {
    for (const key of keys) {
      steps.push({
        words: `drop ${key}: no shard refers to a table on the coordinator; erasure names ${table}`,
        statement: `alter table ${table} drop constraint "${key}"`,
      });
    }
    // Together with the samples of the same person; polls lie by connection, and by themselves.
    const isFirst = table === firstTable || column !== 'user_id';
    const beside = isFirst ? `'none', shard_count => ${shardCount}` : `'${firstTable}'`;
    steps.push({
      words: `distribute ${table} by ${column} (${size}); who writes to it waits meanwhile`,
      statement: `select create_distributed_table('${table}', '${column}', colocate_with => ${beside})`,
    });
  }
  if (held === null || Number(bytes) > 0) {
    steps.push({
      words: `free what ${table} took on the coordinator before (${size})`,
      statement: `select truncate_local_data_after_distributing_table('${table}')`,
    });
  }
  return steps;
}
