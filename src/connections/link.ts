import { type Db, inTransaction } from '#db';
import type { Region } from '#dexcom-share';
import { appendEvents, createEvent, type NewEvent } from '#events';
import { dateOf } from '#std/clock';
import type { Sealer } from '#std/sealed-box';
import {
  judgeLinkToken,
  type LinkToken,
  type LinkTokenVerdict,
  useLinkToken,
} from './link-token.ts';
import { type LoginDeps, type LoginResult, logIn } from './log-in.ts';
import { takeHit } from './rate-window.ts';
import { connectedEventData, type WrittenLink, writeLink } from './write-link.ts';

/**
 * Links a wearer's account: judges the token, guards Dexcom against guessing, logs in, and only then
 * writes. Of an attempt that failed nothing stays but keyed hashes until their window ends.
 */
export interface LinkDeps extends LoginDeps {
  readonly sealer: Sealer;
}

export interface LinkRequest {
  readonly token: string;
  readonly accountName: string;
  readonly password: string;
  /** Null: US, then OUS are tried, one login each. */
  readonly region: Region | null;
  /** The client's address; kept as a keyed hash only. */
  readonly address: string;
  /** `reconnect` renews the credentials of a connection that is there. */
  readonly mode: 'link' | 'reconnect';
}

export type LinkOutcome =
  | Exclude<LinkTokenVerdict, { kind: 'valid' }>
  | Exclude<LoginResult, { kind: 'opened' | 'refused' }>
  | { readonly kind: 'refused'; readonly regions: readonly Region[] }
  | { readonly kind: 'account-taken' }
  | { readonly kind: 'other-account' }
  | { readonly kind: 'not-connected' }
  | ({ readonly kind: 'connected' } & WrittenLink & { readonly linkToken: LinkToken });

const hourMs = 60 * 60 * 1000;
/** Attempts with one link token, in its whole life. */
const attemptsPerTokenMax = 10;
/** Attempts from one address in an hour: a clinic's network links many, a guesser few. */
const attemptsPerAddressMax = 60;

export async function linkAccount(deps: LinkDeps, request: LinkRequest): Promise<LinkOutcome> {
  const { db, clock } = deps;
  const verdict = await judgeLinkToken(db, request.token, dateOf(clock));
  if (verdict.kind !== 'valid') return verdict;
  const { linkToken } = verdict;
  const freeAt = await takeAttempt(deps, linkToken, request.address);
  if (freeAt) return { kind: 'throttled', until: freeAt, by: 'gateway' };
  if (request.mode === 'reconnect' && !(await isConnected(db, linkToken.userId))) {
    return { kind: 'not-connected' };
  }
  const regions: readonly Region[] = request.region ? [request.region] : ['US', 'OUS'];
  for (const region of regions) {
    const { accountName, password } = request;
    const result = await logIn(deps, { region, accountName, password, accountId: null });
    if (result.kind === 'opened') {
      return writeLinked(deps, request, linkToken, { ...result, region });
    }
    if (result.kind !== 'refused') return result;
  }
  return { kind: 'refused', regions };
}

/** One hit for the token and one for the address; the later of two refusals counts. */
async function takeAttempt(
  { db, clock, keyedHash }: LinkDeps,
  linkToken: LinkToken,
  address: string,
): Promise<Date | null> {
  const now = dateOf(clock);
  const byToken = {
    key: keyedHash('link-token', linkToken.id),
    windowMs: hourMs,
    hitsMax: attemptsPerTokenMax,
  };
  const byAddress = {
    key: keyedHash('link-address', address),
    windowMs: hourMs,
    hitsMax: attemptsPerAddressMax,
  };
  return (await takeHit(db, byToken, now)) ?? (await takeHit(db, byAddress, now));
}

async function isConnected(db: Db, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('connections')
    .select('id')
    .where('user_id', '=', userId)
    .where('disconnected_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

type Opened = Extract<LoginResult, { kind: 'opened' }> & { readonly region: Region };

/** E1: the connection, the token's use and the event are one transaction. */
function writeLinked(
  deps: LinkDeps,
  request: LinkRequest,
  linkToken: LinkToken,
  opened: Opened,
): Promise<LinkOutcome> {
  const { db, clock, sealer } = deps;
  return inTransaction(db, async (tx) => {
    const now = dateOf(clock);
    if (!(await useLinkToken(tx, linkToken.id, now))) return { kind: 'token-used' as const };
    const { accountName, password } = request;
    const written = await writeLink(tx, {
      clock,
      sealer,
      linkToken,
      region: opened.region,
      accountKey: opened.accountKey,
      credentials: { accountName, password, accountId: opened.accountId },
      sessionId: opened.sessionId,
    });
    if (written.kind !== 'written') {
      // The token stays good: only a successful connection uses it up.
      await tx
        .updateTable('link_tokens')
        .set({ used_at: null })
        .where('id', '=', linkToken.id)
        .execute();
      return written;
    }
    const events: NewEvent[] = written.isNew
      ? [createEvent(clock, eventOf(linkToken, written.clientUserId))]
      : [];
    await appendEvents(tx, events);
    return { ...written, kind: 'connected' as const, linkToken };
  });
}

function eventOf({ teamId, userId }: LinkToken, clientUserId: string) {
  return {
    type: 'provider.connection.created' as const,
    teamId,
    userId,
    clientUserId,
    data: connectedEventData(userId),
  };
}
