import { sql } from 'kysely';
import type { ConnectionState } from '#connections';
import type { Db } from '#db';
import { readPollMemory } from '#poller/policy';
import type { ClaimedPoll } from '#poller/poll';
import type { ProviderSlug, Region } from '#providers';

/** What a claim returns of the plan. */
export interface PlanRow {
  readonly connection_id: string;
  readonly fence: number;
  readonly is_suspect: boolean;
  readonly reason: string;
  readonly memory: unknown;
  readonly newest_taken_at: Date | null;
  readonly aside_count: number;
  readonly planned_at: Date;
  readonly read_at: Date;
}

interface ConnectionRow {
  id: string;
  team_id: string;
  user_id: string;
  client_user_id: string;
  provider: ProviderSlug;
  region: Region;
  account_key: Buffer;
  credentials_sealed: Buffer;
  session_sealed: Buffer | null;
  session_opened_at: Date | null;
  state: ConnectionState;
  state_since: Date;
  state_until: Date | null;
  refusal_count: number;
  is_sharing_on: boolean | null;
  follower_count: number | null;
  sharing_asked_at: Date | null;
  stalled_told_at: Date | null;
  error_told_at: Date | null;
  connected_at: Date;
}

/** Completes claimed plans; one that was disconnected meanwhile is left out (P3). */
export async function findClaimed(
  db: Db,
  plans: readonly PlanRow[],
): Promise<readonly ClaimedPoll[]> {
  if (plans.length === 0) return [];
  const { rows } = await sql<ConnectionRow>`
    select c.id, c.team_id, c.user_id, u.client_user_id, c.provider, c.region,
      c.account_key, c.credentials_sealed, c.session_sealed, c.session_opened_at, c.state, c.state_since,
      c.state_until, c.refusal_count, c.is_sharing_on, c.follower_count, c.sharing_asked_at,
      c.stalled_told_at, c.error_told_at, c.connected_at
    from connections c join users u on u.id = c.user_id
    where c.id = any(${plans.map((plan) => plan.connection_id)}::uuid[])
      and c.disconnected_at is null`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return plans.flatMap((plan) => {
    const connection = byId.get(plan.connection_id);
    return connection ? [claimedOf(plan, connection)] : [];
  });
}

function claimedOf(plan: PlanRow, row: ConnectionRow): ClaimedPoll {
  return {
    connectionId: row.id,
    teamId: row.team_id,
    userId: row.user_id,
    clientUserId: row.client_user_id,
    provider: row.provider,
    region: row.region,
    isSuspect: plan.is_suspect,
    fence: plan.fence,
    plannedAt: plan.planned_at,
    reason: plan.reason,
    readAt: plan.read_at,
    accountKey: row.account_key,
    grantSealed: row.credentials_sealed,
    sessionSealed: row.session_sealed,
    sessionOpenedAt: row.session_opened_at,
    state: row.state,
    stateSince: row.state_since,
    stateUntil: row.state_until,
    refusalCount: row.refusal_count,
    isSharingOn: row.is_sharing_on,
    followerCount: row.follower_count,
    sharingAskedAt: row.sharing_asked_at,
    stalledToldAt: row.stalled_told_at,
    errorToldAt: row.error_told_at,
    connectedAt: row.connected_at,
    memory: readPollMemory(plan.memory),
    newestTakenAt: plan.newest_taken_at,
    asideCount: plan.aside_count,
  };
}
