import { countConnectionsByKey } from '#connections';
import { type Db, findSchemaState } from '#db';
import { countHashKeyByKey, type DeploymentNode, findNodes } from '#deployment';
import { countNotesByKey } from '#diary';
import { describeCluster } from '#distribution';
import { countDuePlans } from '#poll-plans';
import { type Clock, dateOf } from '#std/clock';
import { countAuditByKey } from '#teams';
import { countDueDeliveries, countEndpointsByKey } from '#webhooks';
import { version } from './version.ts';

/**
 * What a deployment looks like from its database, as lines to read: the schema, the nodes that live,
 * the work that waits longest, and by which keys secrets are sealed.
 */
export async function describeStatus(db: Db, clock: Clock): Promise<string> {
  const { mismatch, latest } = await findSchemaState(db);
  const schema = `Schema     ${latest ?? 'none'} (${schemaWords[mismatch ?? 'fits']})`;
  const head = [`Version    ${version} (of this command)`, schema];
  if (mismatch) return head.join('\n');
  const now = dateOf(clock);
  const nodes = await findNodes(db);
  const [polls, deliveries] = [await countDuePlans(db, now), await countDueDeliveries(db, now)];
  const cluster = await describeCluster(db);
  const seals = [
    ['connections', await countConnectionsByKey(db)],
    ['endpoints', await countEndpointsByKey(db)],
    ['audit entries', await countAuditByKey(db)],
    ['notes', await countNotesByKey(db)],
    ['hash keys', await countHashKeyByKey(db)],
  ] as const;
  return [
    ...head,
    ...listed(
      'Nodes',
      nodes.map((node) => lineOfNode(node, now)),
      'none was seen within a minute',
    ),
    `Polls      ${dueText(polls, now)}`,
    `Deliveries ${dueText(deliveries, now)}`,
    ...listed('Keys', keyLines(nodes, seals), 'nothing is sealed yet'),
    ...(cluster.length > 0 ? listed('Cluster', cluster, '') : []),
  ].join('\n');
}

const schemaWords = {
  fits: 'fits this version',
  absent: 'run "npm run gateway -- migrate" first',
  older: 'older than this version: run "npm run gateway -- migrate"',
  newer: 'newer than this version: run a newer one',
} as const;

/** A name, and beside and below it what belongs to it. */
function listed(name: string, lines: readonly string[], none: string): readonly string[] {
  const shown = lines.length > 0 ? lines : [none];
  return shown.map((line, index) => `${(index === 0 ? name : '').padEnd(10)} ${line}`);
}

function lineOfNode(node: DeploymentNode, now: Date): string {
  const { id, role, version, keyIds, seenAt } = node;
  const keys = keyIds.length > 0 ? `seals with ${keyIds[0]}, knows ${keyIds.join(', ')}` : 'no key';
  return `${id}  ${role}  ${version}  seen ${secondsBetween(seenAt, now)} s ago  ${keys}`;
}

interface Due {
  readonly count: number;
  readonly oldestAt: Date | null;
}

function dueText({ count, oldestAt }: Due, now: Date): string {
  if (!oldestAt) return 'none is due and unclaimed';
  return `${count} due and unclaimed, the oldest for ${secondsBetween(oldestAt, now)} s`;
}

/** Each key that seals something or that a node knows. */
function keyLines(
  nodes: readonly DeploymentNode[],
  seals: readonly (readonly [string, ReadonlyMap<string, number>])[],
): readonly string[] {
  const sealing = seals.flatMap(([, counts]) => [...counts.keys()]);
  const keyIds = new Set([...sealing, ...nodes.flatMap((node) => node.keyIds)]);
  return [...keyIds].sort().map((keyId) => {
    const sealed = seals.map(([what, counts]) => `${counts.get(keyId) ?? 0} ${what}`).join(', ');
    const unaware = nodes.filter((node) => !node.keyIds.includes(keyId)).length;
    return `${keyId}  seals ${sealed}${unaware > 0 ? `  unknown to ${unaware} nodes` : ''}`;
  });
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1_000));
}
