import { resealConnections } from '#connections';
import { type Db, inTransaction } from '#db';
import {
  type DeploymentNode,
  findNodes,
  findSealing,
  formsOf,
  hasEarlierNodes,
  resealHashKey,
  setSealing,
} from '#deployment';
import { resealNotes } from '#diary';
import { type Clock, systemClock } from '#std/clock';
import { createSealer, type Sealer, type SealingKey } from '#std/sealed-box';
import { type AuditSource, appendAuditEntry, listTeamIds, resealAudit } from '#teams';
import { resealEndpoints } from '#webhooks';

/**
 * Seals all secrets again, with the first key and in the newest form. Every node must be able to open
 * what it seals, so it asks for them first and changes nothing while one cannot. What was resealed
 * is passed over when it is run again, so it may be stopped at any time.
 */
export interface Resealing {
  readonly keyId: string;
  readonly connectionCount: number;
  readonly endpointCount: number;
  /** Nodes that still seal with another key, which is therefore needed as long as they do. */
  readonly laggingNodeIds: readonly string[];
}

/** For each node to hear that the new form is sealed from now on. */
const hearingMsMax = 90_000;
const lookMs = 500;

export async function reseal(
  db: Db,
  clock: Clock,
  source: AuditSource,
  keys: readonly SealingKey[],
): Promise<Resealing> {
  const sealer = createSealer(keys, () => formsOf.moving);
  const before = await findSealing(db);
  if (before === 'form-1' && (await hasEarlierNodes(db))) throw new Error(earlierNodesAdvice);
  for (const node of await findNodes(db)) assertKnown(node, sealer.keyId);
  await audit(db, clock, source, 'secrets.reseal-begun', { keyId: sealer.keyId });
  if (before === 'form-1') await setSealing(db, 'moving');
  if (before !== 'form-2') await untilHeard(db);
  const counts = await resealAll(db, sealer);
  if (before !== 'form-2') await setSealing(db, 'form-2');
  const lagging = (await findNodes(db)).filter(({ keyIds }) => keyIds[0] !== sealer.keyId);
  const laggingNodeIds = lagging.map(({ id }) => id);
  const resealing = { keyId: sealer.keyId, ...counts, laggingNodeIds };
  await audit(db, clock, source, 'secrets.resealed', { keyId: sealer.keyId, ...counts });
  return resealing;
}

const earlierNodesAdvice =
  'Nodes of an earlier version are connected, and could not read what is sealed anew. Update all ' +
  'nodes first. Nothing was changed.';

function assertKnown({ id, version, role, keyIds }: DeploymentNode, keyId: string): void {
  if (keyIds.includes(keyId)) return;
  throw new Error(
    `The node ${id} (${role}, version ${version}) does not know the key "${keyId}", and could not ` +
      'read what is sealed with it. Give all nodes all keys (the new one may be the first), restart ' +
      'them, and run reseal again. Nothing was changed.',
  );
}

/** Until every node that lives seals in the new form itself. */
async function untilHeard(db: Db): Promise<void> {
  const endMs = systemClock.monotonicMs() + hearingMsMax;
  for (;;) {
    const deaf = (await findNodes(db)).filter(({ sealing }) => sealing === 'form-1');
    if (deaf.length === 0) return;
    if (systemClock.monotonicMs() > endMs) {
      const ids = deaf.map(({ id }) => id).join(', ');
      throw new Error(`These nodes have not taken up the new form yet: ${ids}. Run reseal again.`);
    }
    await systemClock.sleep(lookMs);
  }
}

/** Twice: what a node sealed in a transaction that was open the first time is found the second. */
async function resealAll(db: Db, sealer: Sealer) {
  let connectionCount = 0;
  let endpointCount = 0;
  for (const _pass of ['first', 'second']) {
    await resealHashKey(db, sealer);
    connectionCount += await resealConnections(db, sealer);
    endpointCount += await resealEndpoints(db, sealer);
    await resealAudit(db, sealer);
    await resealNotes(db, sealer);
  }
  return { connectionCount, endpointCount };
}

/** Secrets of every team are opened: told before, since a run may be stopped, and after. */
function audit(
  db: Db,
  clock: Clock,
  source: AuditSource,
  action: 'secrets.reseal-begun' | 'secrets.resealed',
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  return inTransaction(db, async (db) => {
    for (const teamId of await listTeamIds(db)) {
      await appendAuditEntry(db, clock, source, { action, teamId, detail });
    }
  });
}
