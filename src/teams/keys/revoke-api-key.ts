import type { Selectable } from 'kysely';
import { type Database, type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { endSessions } from '#teams/sessions';
import { type ApiKey, apiKeyOfRow } from './api-key.ts';
import {
  countUserTokens,
  findMadeBy,
  lockKeysMadeBy,
  type MadeKey,
  type OpenedByKey,
} from './find-opened.ts';

/** Counts the link tokens that keys have opened, which are another room's, and ends them if told. */
export type OpenedLinksHook = (
  db: Db,
  keyIds: readonly string[],
  what: { readonly ends: boolean },
) => Promise<number>;

/** Which of these webhook endpoints, which are another room's, the team still has; oldest first. */
export type KeptEndpointsHook = (
  db: Db,
  teamId: string,
  endpointIds: readonly string[],
) => Promise<readonly string[]>;

export interface KeyRevocation {
  readonly teamId: string;
  readonly keyId: string;
  /** Also the user tokens, link tokens and keys that were made with it. */
  readonly endsWhatItOpened?: boolean;
  readonly openedLinks: OpenedLinksHook;
  readonly keptEndpoints: KeptEndpointsHook;
  /** The key that asks, with what it opened itself. */
  readonly sparedKeyId?: string | null;
}

export interface RevokedKey {
  readonly apiKey: ApiKey;
  readonly opened: OpenedByKey;
}

/**
 * Revokes a key for good, and when asked what it opened; the key that asks is spared, with what that
 * one opened. Webhook endpoints are told and go on: they are no credentials, and what receives them
 * would miss events that the team, which knows whose each is, wants to have. A second call ends at most what was left open. Null when the team has no such key.
 */
export function revokeApiKey(
  db: Db,
  clock: Clock,
  source: AuditSource,
  revocation: KeyRevocation,
): Promise<RevokedKey | null> {
  const { teamId, keyId, endsWhatItOpened = false, openedLinks, sparedKeyId = null } = revocation;
  const now = dateOf(clock);
  return inTransaction(db, async (db) => {
    const row = await db
      .selectFrom('api_keys')
      .selectAll()
      .where('team_id', '=', teamId)
      .where('id', '=', keyId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return null;
    const revoked = await endKey(db, row, endsWhatItOpened, now);
    if (revoked !== row) {
      const detail = { hint: row.hint, endsWhatItOpened };
      await recordRevoked(db, clock, source, { teamId, keyId, detail });
    }
    const spared = endsWhatItOpened && sparedKeyId !== keyId ? sparedKeyId : null;
    const made = await lockKeysMadeBy(db, { keyId, sparedKeyId: spared, now });
    const good = made.filter(({ isGood }) => isGood);
    if (endsWhatItOpened) {
      await endKeys(db, made, now);
      const by = { teamId, detail: { endedWith: keyId } };
      for (const { id } of good) await recordRevoked(db, clock, source, { ...by, keyId: id });
    }
    const keyIds = [keyId, ...made.map(({ id }) => id)];
    const endedKeyIds = endsWhatItOpened ? keyIds : [keyId];
    await endSessions(db, clock, source, { keyIds: endedKeyIds }, 'key-ended');
    const action = 'webhook-endpoint.created';
    const endpointIds = await findMadeBy(db, { teamId, keyIds, action });
    const opened: OpenedByKey = {
      isEnded: revoked.opened_ended_at !== null,
      apiKeyIds: good.map(({ id }) => id),
      userTokenCount: await countUserTokens(db, teamId, keyIds, now),
      linkTokenCount: await openedLinks(db, keyIds, { ends: endsWhatItOpened }),
      endpointIds: await revocation.keptEndpoints(db, teamId, endpointIds),
    };
    return { apiKey: apiKeyOfRow(revoked), opened };
  });
}

type Row = Selectable<Database['api_keys']>;

/** The row as it is now: the same one when there was nothing to end. */
async function endKey(db: Db, row: Row, endsWhatItOpened: boolean, now: Date): Promise<Row> {
  const isLeft = endsWhatItOpened && !row.opened_ended_at;
  if (row.revoked_at && !isLeft) return row;
  const ended = {
    revoked_at: row.revoked_at ?? now,
    opened_ended_at: isLeft ? now : row.opened_ended_at,
  };
  await db.updateTable('api_keys').set(ended).where('id', '=', row.id).execute();
  return { ...row, ...ended };
}

/** Ended keys too: what they opened may go on. */
async function endKeys(db: Db, made: readonly MadeKey[], now: Date): Promise<void> {
  if (made.length === 0) return;
  await db
    .updateTable('api_keys')
    .set(({ fn, val, ref }) => ({
      revoked_at: fn.coalesce(ref('revoked_at'), val(now)),
      opened_ended_at: fn.coalesce(ref('opened_ended_at'), val(now)),
    }))
    .where(
      'id',
      'in',
      made.map(({ id }) => id),
    )
    .execute();
}

interface RevokedEntry {
  readonly teamId: string;
  readonly keyId: string;
  readonly detail: Readonly<Record<string, string | boolean>>;
}

function recordRevoked(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, keyId, detail }: RevokedEntry,
): Promise<void> {
  const subject = { kind: 'api-key', id: keyId };
  return appendAuditEntry(db, clock, source, {
    action: 'api-key.revoked',
    teamId,
    subject,
    detail,
  });
}
