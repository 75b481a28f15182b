import { sql } from 'kysely';
import type { Db } from '#db';
import type { Sealing } from './sealing.ts';

/** A node that was heard of within the last minute. */
export interface DeploymentNode {
  readonly id: string;
  readonly version: string;
  readonly role: string;
  readonly keyIds: readonly string[];
  /** As it seals itself; null while it starts. */
  readonly sealing: Sealing | null;
  readonly seenAt: Date;
}

const livesFor = '1 minute';

/** The nodes that live, by the database's clock, in which they live. */
export async function findNodes(db: Db): Promise<readonly DeploymentNode[]> {
  const { rows } = await sql<DeploymentNode>`
    select id, version, role, key_ids as "keyIds", sealing, seen_at as "seenAt"
    from nodes where seen_at > now() - ${livesFor}::interval order by id`.execute(db);
  return rows;
}

/**
 * Whether nodes of version 0.1 are connected, which write no row of their own. Their sessions have
 * these names; those of later versions name their node.
 */
export async function hasEarlierNodes(db: Db): Promise<boolean> {
  const { rows } = await sql<{ isSo: boolean }>`
    select exists (
      select from pg_stat_activity
      where datname = current_database()
        and application_name in ('glucose-gateway api', 'glucose-gateway worker')
    ) as "isSo"`.execute(db);
  return rows[0]?.isSo ?? false;
}
