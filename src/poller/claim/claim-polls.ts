import { type ConnectionToPoll, findConnectionsToPoll } from '#connections';
import type { Db } from '#db';
import { type ClaimedPlan, claimPlan, claimPlans, type Lane } from '#poll-plans';
import { readPollMemory } from '#poller/policy';
import type { ClaimedPoll } from '#poller/poll';

/** Claims the polls that are due up to `horizon`: their plans, and what they need of connections. */
export async function claimPolls(
  db: Db,
  lanes: readonly Lane[],
  now: Date,
  horizon: Date,
): Promise<readonly ClaimedPoll[]> {
  return complete(db, await claimPlans(db, lanes, now, horizon));
}

/** Claims one connection's poll before its time; null where that may not be. */
export async function claimPoll(
  db: Db,
  connectionId: string,
  now: Date,
): Promise<ClaimedPoll | null> {
  const plan = await claimPlan(db, connectionId, now);
  const [poll] = await complete(db, plan ? [plan] : []);
  return poll ?? null;
}

/**
 * Completes claimed plans; one that was disconnected meanwhile is left out (P3). Connections are read
 * by a statement of its own, whose snapshot is taken when the plan is ours: with the claim's, new
 * credentials could be overlooked.
 */
async function complete(db: Db, plans: readonly ClaimedPlan[]): Promise<readonly ClaimedPoll[]> {
  if (plans.length === 0) return [];
  const ids = plans.map(({ connectionId }) => connectionId);
  const connections = await findConnectionsToPoll(db, ids);
  const byId = new Map<string, ConnectionToPoll>(
    connections.map((connection) => [connection.connectionId, connection]),
  );
  return plans.flatMap((plan) => {
    const connection = byId.get(plan.connectionId);
    return connection ? [{ ...connection, ...plan, memory: readPollMemory(plan.memory) }] : [];
  });
}
