import { sql } from 'kysely';
import type { Db } from '#db';
import type { NewEvent } from '#events';
import { insertPlan, lockPlans, restartPlan } from '#poll-plans';
import { eventSourceOf, type KeptAccess, type ProviderSlug, type Region } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { Sealer } from '#std/sealed-box';
import { lockUserToLink } from '#teams';
import { disconnectConnections } from './disconnect.ts';
import { findLive, type LiveConnection } from './find-live.ts';
import type { LinkToken } from './links/index.ts';
import { sealAccess } from './sealed-access.ts';

export interface LinkToWrite {
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly linkToken: LinkToken;
  readonly provider: ProviderSlug;
  readonly region: Region;
  readonly accountKey: Buffer;
  readonly kept: KeptAccess;
  /** `reconnect` makes no new connection, also where the old one was disconnected meanwhile. */
  readonly mode: 'link' | 'reconnect';
  /** Whether another account is disconnected for this one, where the team allows it. */
  readonly replacesAccount: boolean;
  /** The account that this one is, under another region or id; null for none. */
  readonly movedFrom: Buffer | null;
}

export interface WrittenLink {
  readonly connectionId: string;
  readonly clientUserId: string;
  /** False when a connection that was there got new credentials. */
  readonly isNew: boolean;
  /** The end of the connection whose place it took, to be told to the log. */
  readonly replaced: readonly NewEvent[];
}

export type LinkWriting =
  | ({ readonly kind: 'written' } & WrittenLink)
  | { readonly kind: 'account-taken' }
  | { readonly kind: 'other-account' }
  | { readonly kind: 'not-connected' }
  | { readonly kind: 'token-invalid' };

/**
 * Writes a connection, or renews the one that is there: at most one live connection a user and
 * provider. A running poll of an old connection is outrun by the fence.
 */
export async function writeLink(db: Db, link: LinkToWrite): Promise<LinkWriting> {
  const { linkToken, accountKey } = link;
  const user = await lockUserToLink(db, linkToken.userId);
  if (!user) return { kind: 'token-invalid' };
  const { clientUserId, refusesSharedAccounts } = user;
  const live = await lockLive(db, linkToken.userId, link.provider);
  if (!live && link.mode === 'reconnect') return { kind: 'not-connected' };
  const isOther = live !== null && !live.accountKey.equals(accountKey);
  const isReplacing = isOther && link.replacesAccount && user.allowsAccountReplacement;
  const isMoved = isOther && link.movedFrom !== null && live.accountKey.equals(link.movedFrom);
  if (isOther && !isReplacing && !isMoved) return { kind: 'other-account' };
  if (refusesSharedAccounts && (await isTaken(db, linkToken, accountKey))) {
    return { kind: 'account-taken' };
  }
  if (live && (!isReplacing || isMoved)) {
    await renewConnection(db, live.id, link);
    return { kind: 'written', connectionId: live.id, clientUserId, isNew: false, replaced: [] };
  }
  const ended = live ? await disconnectConnections(db, link.clock, { connectionId: live.id }) : [];
  const replaced = ended.map(({ event }) => event);
  const connectionId = await insertConnection(db, link);
  return { kind: 'written', connectionId, clientUserId, isNew: true, replaced };
}

/**
 * Locks the plan first, as those do who settle polls. Looked up again then: the connection may have
 * been disconnected meanwhile.
 */
async function lockLive(
  db: Db,
  userId: string,
  provider: ProviderSlug,
): Promise<LiveConnection | null> {
  const found = await findLive(db, userId, provider);
  if (!found) return null;
  await lockPlans(db, [found.id]);
  return findLive(db, userId, provider);
}

/** Whether another user of the same team has the account. Serialised by a lock on the account. */
async function isTaken(db: Db, linkToken: LinkToken, accountKey: Buffer): Promise<boolean> {
  const [high, low] = [accountKey.readInt32BE(0), accountKey.readInt32BE(4)];
  await sql`select pg_advisory_xact_lock(${high}, ${low})`.execute(db);
  const row = await db
    .selectFrom('connections')
    .select('id')
    .where('account_key', '=', accountKey)
    .where('team_id', '=', linkToken.teamId)
    .where('user_id', '!=', linkToken.userId)
    .where('disconnected_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

async function insertConnection(db: Db, link: LinkToWrite): Promise<string> {
  const { clock, sealer, linkToken, provider, region, accountKey } = link;
  const id = newId(clock);
  const { grantSealed, sessionSealed } = sealAccess(sealer, id, link.kept);
  const now = dateOf(clock);
  await db
    .insertInto('connections')
    .values({
      id,
      team_id: linkToken.teamId,
      user_id: linkToken.userId,
      provider,
      region,
      account_key: accountKey,
      credentials_sealed: grantSealed,
      session_sealed: sessionSealed,
      session_opened_at: now,
      state: 'WAITING',
      state_since: now,
      connected_at: now,
    })
    .execute();
  await insertPlan(db, { connectionId: id, provider, region, accountKey }, now);
  return id;
}

async function renewConnection(db: Db, id: string, link: LinkToWrite): Promise<void> {
  const { clock, sealer } = link;
  const now = dateOf(clock);
  const { grantSealed, sessionSealed } = sealAccess(sealer, id, link.kept);
  await sql`
    update connections set
      region = ${link.region}, account_key = ${link.accountKey},
      credentials_sealed = ${grantSealed},
      session_sealed = ${sessionSealed},
      session_opened_at = ${now},
      refusal_count = 0, first_refused_at = null, state_until = null,
      sharing_asked_at = null, is_sharing_on = null, follower_count = null,
      state_since = case when state in ('FRESH', 'DELAYED') then state_since else ${now} end,
      state = case when state in ('FRESH', 'DELAYED') then state else 'WAITING' end
    where id = ${id}`.execute(db);
  const { provider, region, accountKey } = link;
  await restartPlan(db, { connectionId: id, provider, region, accountKey }, now);
}

/** What `provider.connection.created` says. Never the account's name. */
export function connectedEventData(userId: string, provider: ProviderSlug): object {
  const source = eventSourceOf(provider);
  return {
    user_id: userId,
    provider: source,
    source,
    external_user_id: null,
    resource_availability: { glucose: { status: 'available', scope_requirements: null } },
  };
}
