import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import type { ProviderSlug, Region } from '#providers';
import { sqlClientUserId } from '#teams';
import type { ConnectionState } from './states/index.ts';

/** What a poll needs of a connection; a plan says when and why. */
export interface ConnectionToPoll {
  readonly connectionId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly clientUserId: string;
  readonly provider: ProviderSlug;
  readonly region: Region;
  readonly accountKey: Buffer;
  /** What the provider wants kept: see `sealed-access`. */
  readonly grantSealed: Buffer;
  readonly sessionSealed: Buffer | null;
  readonly sessionOpenedAt: Date | null;
  readonly state: ConnectionState;
  readonly stateSince: Date;
  readonly stateUntil: Date | null;
  readonly refusalCount: number;
  readonly isSharingOn: boolean | null;
  readonly followerCount: number | null;
  readonly sharingAskedAt: Date | null;
  readonly stalledToldAt: Date | null;
  readonly errorToldAt: Date | null;
  readonly connectedAt: Date;
}

/** Those of these connections that are not disconnected (P3), in no order. */
export async function findConnectionsToPoll(
  db: Db,
  connectionIds: readonly string[],
): Promise<readonly ConnectionToPoll[]> {
  const { rows } = await executePrepared(
    db,
    sql<ConnectionToPoll>`
    select c.id as "connectionId", c.team_id as "teamId", c.user_id as "userId",
      ${sqlClientUserId('c.user_id')} as "clientUserId", c.provider, c.region,
      c.account_key as "accountKey", c.credentials_sealed as "grantSealed",
      c.session_sealed as "sessionSealed", c.session_opened_at as "sessionOpenedAt", c.state,
      c.state_since as "stateSince", c.state_until as "stateUntil",
      c.refusal_count as "refusalCount", c.is_sharing_on as "isSharingOn",
      c.follower_count as "followerCount", c.sharing_asked_at as "sharingAskedAt",
      c.stalled_told_at as "stalledToldAt", c.error_told_at as "errorToldAt",
      c.connected_at as "connectedAt"
    from connections c
    where c.id = any(${connectionIds}::uuid[]) and c.disconnected_at is null`,
  );
  return rows;
}
