import type { Db } from '#db';
import { createPermitCounter } from '#permits';
import {
  regions as allRegions,
  type LinkLogin,
  type LoginResult,
  type ProviderSlug,
  type Providers,
  passwordProvider,
  type Region,
} from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { withDeadline } from '#std/deadline';
import type { KeyedHash } from '#std/keyed-hash';
import type { Sealer } from '#std/sealed-box';
import { findLive, type LiveConnection } from './find-live.ts';
import {
  judgeLinkToken,
  type LinkToken,
  type LinkTokenVerdict,
  returnTry,
  takeTry,
  tellFailedLink,
} from './links/index.ts';
import { type RecordedLink, recordLink } from './record-link.ts';
import { tellLinkedTeams } from './tell-linked-teams.ts';

/**
 * Links a wearer's account: judges the token, guards the provider against guessing, logs in, and only then
 * writes. Of an attempt that failed nothing stays but keyed hashes until their window ends, and a
 * line in the audit without the name that was tried.
 */
export interface LinkDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly systemClock: Clock;
  readonly keyedHash: KeyedHash;
  readonly sealer: Sealer;
  readonly providers: Providers;
  /** Whether an account that was found gives the readings that are kept; absent: none does. */
  readonly isSameWearer?: (found: FoundAccount) => Promise<boolean>;
}

/** An account that a login opened, in place of the one that is linked. */
export interface FoundAccount {
  readonly provider: ProviderSlug;
  readonly region: Region;
  readonly accountKey: Buffer;
  readonly session: string;
  readonly userId: string;
  readonly signal: AbortSignal | undefined;
}

export interface LinkRequest {
  readonly token: string;
  readonly accountName: string;
  readonly password: string;
  /** Null: that of the connection that is there, else US and then OUS are tried, a login each. */
  readonly region: Region | null;
  /** The client's address, which the audit tells. */
  readonly address: string;
  /** `reconnect` renews the credentials of a connection that is there. */
  readonly mode: 'link' | 'reconnect';
  /** Whether another account that is connected is disconnected for this one. */
  readonly replacesAccount?: boolean;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export type LinkOutcome =
  | Exclude<LinkTokenVerdict, { kind: 'valid' }>
  | Exclude<
      LoginResult,
      { kind: 'opened' | 'refused' | 'unavailable' | 'misconfigured' | 'outrun' }
    >
  | { readonly kind: 'unavailable' }
  /** `unasked`: where nobody answered, or with 429. Before `until` none of the team tries the name again. */
  | {
      readonly kind: 'refused';
      readonly regions: readonly Region[];
      readonly unasked: readonly Region[];
      readonly until: Date | null;
    }
  | RecordedLink;

export async function linkAccount(deps: LinkDeps, request: LinkRequest): Promise<LinkOutcome> {
  const { db, clock } = deps;
  const verdict = await judgeLinkToken(db, request.token, dateOf(clock));
  if (verdict.kind !== 'valid') return verdict;
  const { linkToken } = verdict;
  const live = await findLive(db, linkToken.userId, passwordProvider);
  if (request.mode === 'reconnect' && !live) return { kind: 'not-connected' };
  const outcome = await tryOnce(deps, request, linkToken, live);
  if (outcome.kind !== 'connected') {
    const provider = passwordProvider;
    await tellFailedLink(deps, { ...request, provider }, linkToken, outcome.kind);
  }
  return outcome;
}

/** A try that this gateway's own spacing refused sent no login, and costs none. */
async function tryOnce(
  deps: LinkDeps,
  request: LinkRequest,
  linkToken: LinkToken,
  live: LiveConnection | null,
): Promise<LinkOutcome> {
  const from = { userId: linkToken.userId, address: request.address, at: dateOf(deps.clock) };
  const freeAt = await takeTry(deps, from);
  if (freeAt) return { kind: 'throttled', until: freeAt, by: 'gateway' };
  const answered: Region[] = [];
  const outcome = await attempt(deps, request, linkToken, live, answered);
  const isSpaced = outcome.kind === 'throttled' && outcome.by === 'gateway';
  if (isSpaced && answered.length === 0) await returnTry(deps, from);
  return outcome;
}

async function attempt(
  deps: LinkDeps,
  request: LinkRequest,
  linkToken: LinkToken,
  live: LiveConnection | null,
  /** Is given the regions that were asked and did not decide. */
  answered: Region[],
): Promise<LinkOutcome> {
  const { db, clock, keyedHash } = deps;
  const { accountName, password, signal } = request;
  const permits = createPermitCounter(db, clock);
  const regions = regionsOf(request, live);
  const unasked: Region[] = [];
  let until: Date | null = null;
  for (const region of regions) {
    const login = {
      region,
      accountName,
      password,
      likelyAccountKey: live?.region === region ? live.accountKey : undefined,
      personKey: personKeyOf(keyedHash, region, linkToken.userId),
      teamId: linkToken.teamId,
      permits,
      signal,
    };
    const isGuess = region !== regions.at(-1);
    const result = await logIn(deps, login, isGuess);
    switch (result.kind) {
      case 'opened': {
        const opened = { ...result, region };
        const movedFrom = await findMovedFrom(deps, request, linkToken, live, opened);
        const { mode, replacesAccount = false, address } = request;
        const asked = { linkToken, mode, replacesAccount, address };
        const { accountKey, kept } = opened;
        const account = { provider: passwordProvider, region, accountKey, kept, movedFrom };
        return recordLink(deps, { ...asked, ...account });
      }
      case 'refused':
        answered.push(region);
        until = later(until, result.retryAt ?? null);
        if (result.leadsTo) await tellLinkedTeams(deps, linkToken.teamId, result.leadsTo);
        continue;
      case 'unavailable':
      case 'throttled':
        // From a region that was only guessed, 429 says as little of the account as silence.
        if (result.kind === 'throttled' && (result.by === 'gateway' || !isGuess)) return result;
        answered.push(region);
        unasked.push(region);
        continue;
      case 'misconfigured':
      case 'outrun':
        return { kind: 'unavailable' };
      default:
        return result;
    }
  }
  const refused = regions.filter((region) => !unasked.includes(region));
  if (refused.length === 0) return { kind: 'unavailable' };
  return { kind: 'refused', regions: refused, unasked, until };
}

/** A region that was only guessed is waited for so long: the wearer waits, and others are left. */
const guessMsMax = 5_000;

async function logIn(
  { providers, systemClock }: LinkDeps,
  login: LinkLogin,
  isGuess: boolean,
): Promise<LoginResult> {
  const provider = providers[passwordProvider];
  if (!isGuess) return provider.link(login);
  const { signal } = login;
  const deadline = { clock: systemClock, timeoutMs: guessMsMax, signal };
  const ended = await withDeadline(deadline, (until) => provider.link({ ...login, signal: until }));
  if (ended.end === 'failed') throw ended.error;
  return ended.end === 'done'
    ? ended.result
    : { kind: 'unavailable', retryAfterMs: null, isHanging: true };
}

function personKeyOf(keyedHash: KeyedHash, region: Region, userId: string): Buffer {
  return keyedHash('link-person', region, userId);
}

/** Under which a provider's waits for a person are kept. */
export function personKeysOf(keyedHash: KeyedHash, userId: string): readonly Buffer[] {
  return allRegions.map((region) => personKeyOf(keyedHash, region, userId));
}

function later(one: Date | null, other: Date | null): Date | null {
  return one && other && other < one ? one : (other ?? one);
}

/** A connection's region is known, and a login elsewhere could only be refused. */
function regionsOf({ region, mode }: LinkRequest, live: LiveConnection | null): readonly Region[] {
  if (region) return [region];
  return mode === 'reconnect' && live ? [live.region] : ['US', 'OUS'];
}

type Found = Extract<LoginResult, { kind: 'opened' }> & { readonly region: Region };

/** An account that is reconnected may have moved: its readings tell. */
async function findMovedFrom(
  { isSameWearer }: LinkDeps,
  { mode, signal }: LinkRequest,
  { userId }: LinkToken,
  live: LiveConnection | null,
  { region, accountKey, kept: { session } }: Found,
): Promise<Buffer | null> {
  if (!isSameWearer || mode !== 'reconnect' || !live || live.accountKey.equals(accountKey)) {
    return null;
  }
  const found = { provider: passwordProvider, region, accountKey, session, userId, signal };
  return (await isSameWearer(found)) ? live.accountKey : null;
}
