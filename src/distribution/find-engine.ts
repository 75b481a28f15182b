import { sql } from 'kysely';
import type { Db } from '#db';
import { firstTable } from './distributed-tables.ts';

/** What of the cluster's engine a database has. */
export interface Engine {
  /** As in "13.2-1"; null where the extension was not created in this database. */
  readonly version: string | null;
  readonly isAvailable: boolean;
  readonly isLoaded: boolean;
  /** How many transactions may be prepared at once; a cluster commits each in two steps. */
  readonly preparedTransactionsMax: number;
}

export async function findEngine(db: Db): Promise<Engine> {
  const { rows } = await sql<Engine>`
    select (select extversion from pg_extension where extname = 'citus') as version,
      exists (select from pg_available_extensions where name = 'citus') as "isAvailable",
      exists (select from pg_settings where name = 'citus.shard_count') as "isLoaded",
      current_setting('max_prepared_transactions')::int as "preparedTransactionsMax"`.execute(db);
  return rows[0] as Engine;
}

/** Whether this database is the coordinator of a cluster, on which something was distributed. */
export async function isDistributed(db: Db): Promise<boolean> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regclass('pg_catalog.pg_dist_partition') is not null as "isThere"`.execute(db);
  if (!rows[0]?.isThere) return false;
  const found = await sql`
    select from pg_catalog.pg_dist_partition where logicalrelid = to_regclass(${firstTable})`.execute(
    db,
  );
  return found.rows.length > 0;
}
