import type { LoginResult, PermitCounter, Region } from '#providers/provider';
import type { Clock } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import type { Log } from '#std/log';
import { accountKeyOf, nameKeyOf, teamNameKeyOf } from './account-keys.ts';
import { DexcomShareError } from './dexcom-share-error.ts';
import { type LoginDecision, lockoutMs, loginSlackMs, loginSpanMs } from './login-budget.ts';
import {
  keysOf,
  type LoginPermit,
  type PermitRequest,
  permitLogin,
  permitSecondRequest,
} from './login-permit.ts';
import { takeRefusalBack } from './patience.ts';
import type { ShareClient } from './share-client.ts';

export interface LoginDeps {
  readonly client: ShareClient;
  readonly clock: Clock;
  readonly keyedHash: KeyedHash;
  readonly log: Log;
}

export interface LoginRequest {
  readonly region: Region;
  readonly accountName: string;
  readonly password: string;
  /** Known from an earlier login; saves the request that asks for it. */
  readonly accountId: string | null;
  readonly likelyAccountKey: Buffer | undefined;
  readonly personKey: Buffer | undefined;
  /** Whose person types; undefined where credentials are used that were proven. */
  readonly teamId: string | undefined;
  readonly permits: PermitCounter;
  readonly signal: AbortSignal | undefined;
}

/** `opened` with what Dexcom calls the account and the session. */
export type ShareLogin =
  | Exclude<LoginResult, { kind: 'opened' | 'misconfigured' }>
  | {
      readonly kind: 'opened';
      readonly accountId: string;
      readonly accountKey: Buffer;
      readonly sessionId: string;
    };

/** What a throttled caller waits at the least, whatever Dexcom names. */
const throttleMsMin = 300_000;

/**
 * A permit that was so long in coming is not used: what it allows would arrive when it counts no
 * more. The rest of its slack is for opening a connection.
 */
const permitMsMax = loginSlackMs / 2;

const permitLapsed = { kind: 'unavailable', retryAfterMs: null, isHanging: false } as const;

/**
 * Logs in once: at most two requests that carry the password, after a permit for them was
 * committed. Never tries again by itself.
 */
export async function logIn(deps: LoginDeps, request: LoginRequest): Promise<ShareLogin> {
  const { clock } = deps;
  const wanted = permitRequestOf(deps, request);
  const askedAtMs = clock.monotonicMs();
  const permit = await request.permits.take(keysOf(wanted), permitLogin(wanted));
  if (permit.kind === 'outrun') return permit;
  if (permit.kind === 'denied') return denied(permit);
  if (clock.monotonicMs() - askedAtMs > permitMsMax) return permitLapsed;
  const drawn = [...permit.keys];
  try {
    return await openWithPermit(deps, request, wanted, { ...permit, askedAtMs, drawn });
  } catch (error) {
    // Counted as refused: who hangs up learns nothing, and waits.
    if (request.signal?.aborted) {
      return { kind: 'unavailable', retryAfterMs: null, isHanging: true };
    }
    if (!(error instanceof DexcomShareError)) throw error;
    deps.log.info('login.failed', {
      region: request.region,
      call: error.call,
      failure: error.failure,
      code: error.code,
    });
    const { failure, retryAfterMs, evidence } = error;
    if (failure === 'refused') return refusedAfter(permit);
    if (wanted.patienceKey) await request.permits.take([wanted.patienceKey], takeRefusalBack);
    return resultOf(deps, request, { failure, retryAfterMs, evidence }, drawn);
  }
}

function refusedAfter(permit: Extract<LoginPermit, { kind: 'granted' }>): ShareLogin {
  const { leadsTo, retryAtMs } = permit;
  if (retryAtMs === null) return { kind: 'refused' };
  return { kind: 'refused', leadsTo, retryAt: new Date(retryAtMs) };
}

function permitRequestOf({ keyedHash }: LoginDeps, request: LoginRequest): PermitRequest {
  const { region, accountName, accountId, likelyAccountKey, personKey, teamId } = request;
  const nameKey = nameKeyOf(keyedHash, region, accountName);
  if (accountId === null) {
    const patienceKey = teamId && teamNameKeyOf(keyedHash, region, teamId, accountName);
    const of = { accountKey: likelyAccountKey, personKey, patienceKey: patienceKey || undefined };
    return { nameKey, ...of, requestCount: 2 };
  }
  const accountKey = accountKeyOf(keyedHash, region, accountId);
  return { nameKey, accountKey, personKey, requestCount: 1 };
}

interface Granted {
  readonly atMs: number;
  /** On the monotonic clock. */
  readonly askedAtMs: number;
  /** Grows by the account's key when the account was not known before. */
  readonly drawn: Buffer[];
}

async function openWithPermit(
  deps: LoginDeps,
  request: LoginRequest,
  { nameKey, patienceKey }: PermitRequest,
  { atMs, askedAtMs: firstAskedAtMs, drawn }: Granted,
): Promise<ShareLogin> {
  const { client, clock, keyedHash } = deps;
  const { region, accountName, password, signal } = request;
  if (request.accountId !== null) {
    const accountKey = accountKeyOf(keyedHash, region, request.accountId);
    const sessionId = await client.openSession(region, request.accountId, password, signal);
    return { kind: 'opened', accountId: request.accountId, accountKey, sessionId };
  }
  const accountId = await client.authenticate(region, accountName, password, signal);
  const accountKey = accountKeyOf(keyedHash, region, accountId);
  const isAccountCounted = drawn.some((key) => key.equals(accountKey));
  if (!isAccountCounted) drawn.push(accountKey);
  const askedAtMs = clock.monotonicMs();
  if (askedAtMs - firstAskedAtMs > loginSpanMs) return permitLapsed;
  const second = { nameKey, accountKey, patienceKey, isAccountCounted, permitAtMs: atMs };
  const permit = await request.permits.take(
    keysOf({ ...second, requestCount: 2 }),
    permitSecondRequest(second),
  );
  if (permit.kind === 'denied') return denied(permit);
  if (clock.monotonicMs() - askedAtMs > permitMsMax) return permitLapsed;
  const sessionId = await client.openSession(region, accountId, password, signal);
  return { kind: 'opened', accountId, accountKey, sessionId };
}

/** Dexcom did not say whether the credentials are right. */
type NoVerdict = Pick<DexcomShareError, 'retryAfterMs' | 'evidence'> & {
  readonly failure: Exclude<DexcomShareError['failure'], 'refused'>;
};

async function resultOf(
  { clock }: LoginDeps,
  { permits }: LoginRequest,
  { failure, retryAfterMs, evidence }: NoVerdict,
  keys: readonly Buffer[],
): Promise<ShareLogin> {
  const nowMs = clock.nowMs();
  switch (failure) {
    case 'locked-out': {
      const until = new Date(nowMs + lockoutMs);
      await permits.recordWait(keys, { kind: 'locked', until });
      return { kind: 'locked-out', until };
    }
    case 'throttled': {
      const until = new Date(nowMs + Math.max(throttleMsMin, retryAfterMs ?? 0));
      await permits.recordWait(keys, { kind: 'throttled', until });
      return { kind: 'throttled', until, by: 'provider' };
    }
    // The call is at fault, not the wearer: no password was judged, and none is to be changed.
    case 'rejected':
      return { kind: 'unavailable', retryAfterMs, isHanging: false, isGrantDoubted: true };
    case 'unavailable':
    case 'unreadable':
    case 'session-ended':
      return { kind: 'unavailable', retryAfterMs, isHanging: evidence === 'deadline' };
  }
}

function denied({ reason, untilMs, by }: Extract<LoginDecision, { kind: 'denied' }>): ShareLogin {
  const until = new Date(untilMs);
  return reason === 'locked-out' ? { kind: 'locked-out', until } : { kind: 'throttled', until, by };
}
