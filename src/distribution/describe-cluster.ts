import { sql } from 'kysely';
import type { Db } from '#db';
import { isDistributed } from './find-engine.ts';

/** A node of the cluster, as its coordinator sees it. */
interface ClusterNode {
  readonly name: string;
  readonly isActive: boolean;
  readonly shardCount: number;
}

/**
 * The nodes of a cluster and its tables with their shards and sizes, as lines; none on one Postgres.
 * Sizes are those that can be had: a node that is down is said to be, and its shards count for nothing.
 */
export async function describeCluster(db: Db): Promise<readonly string[]> {
  if (!(await isDistributed(db))) return [];
  const nodes = await sql<ClusterNode>`
    select n.nodename || ':' || n.nodeport as name, n.isactive as "isActive",
      (select count(*)::int from pg_dist_placement p where p.groupid = n.groupid) as "shardCount"
    from pg_dist_node n where n.noderole = 'primary' and n.groupid <> 0
    order by n.nodename, n.nodeport`.execute(db);
  const lines: string[] = [];
  for (const { name, isActive, shardCount } of nodes.rows) {
    const state = isActive ? await answerOf(db, name) : 'switched off';
    lines.push(`${name}  ${state}  ${shardCount} shards, partitions counted`);
  }
  const tables = await sql<{ name: string; column: string; shardCount: number; size: string }>`
    select logicalrelid::text as name, column_to_column_name(logicalrelid, partkey) as column,
      (select count(*)::int from pg_dist_shard s where s.logicalrelid = p.logicalrelid)
        as "shardCount", '' as size
    from pg_dist_partition p
    where not exists (select from pg_inherits where inhrelid = p.logicalrelid)
    order by 1`.execute(db);
  for (const { name, column, shardCount } of tables.rows) {
    lines.push(`${name}  by ${column}  ${shardCount} shards  ${await sizeOf(db, name)}`);
  }
  return lines;
}

/** Whether a node answers. */
async function answerOf(db: Db, name: string): Promise<string> {
  const [host, port] = [
    name.slice(0, name.lastIndexOf(':')),
    name.slice(name.lastIndexOf(':') + 1),
  ];
  const { rows } = await sql<{ isThere: boolean | null }>`
    select citus_check_connection_to_node(${host}, ${port}::int) as "isThere"`.execute(db);
  return rows[0]?.isThere ? 'answers' : 'does not answer';
}

async function sizeOf(db: Db, table: string): Promise<string> {
  try {
    const { rows } = await sql<{ bytes: string }>`
      select coalesce(sum(citus_total_relation_size(t.oid, false)), 0) as bytes from (
        select ${table}::regclass union all
        select inhrelid::regclass from pg_inherits where inhparent = ${table}::regclass) as t (oid)`.execute(
      db,
    );
    return `${Math.ceil(Number(rows[0]?.bytes ?? 0) / 1_000_000).toLocaleString('en')} MB`;
  } catch {
    return 'size not known: a node does not answer';
  }
}
