import type { Db } from '#db';
import { type DexcomShare, DexcomShareError, type Region } from '#dexcom-share';
import { type Clock, dateOf } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import type { Log } from '#std/log';
import { accountKeyOf, nameKeyOf } from './account-keys.ts';
import { type LoginDecision, loginSlackMs, loginSpanMs } from './login-budget.ts';
import { lockoutMs, recordWait, takeLoginPermit, takeSecondRequest } from './take-login-permit.ts';

export interface LoginDeps {
  readonly db: Db;
  readonly dexcom: DexcomShare;
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
  /** The account that a name probably leads to: its budget is drawn on before Dexcom tells. */
  readonly likelyAccountKey?: Buffer | undefined;
  /** Who types the name, where a person does. */
  readonly personKey?: Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Asked with the permit: whether the caller may still log in. */
  readonly isHeld?: ((db: Db) => Promise<boolean>) | undefined;
}

export type LoginResult =
  | {
      readonly kind: 'opened';
      readonly accountId: string;
      readonly accountKey: Buffer;
      readonly sessionId: string;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'locked-out'; readonly until: Date }
  | { readonly kind: 'throttled'; readonly until: Date; readonly by: 'gateway' | 'dexcom' }
  | {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      /** No answer came in time. */
      readonly isHanging: boolean;
    }
  /** `isHeld` said no: nothing was asked. */
  | { readonly kind: 'outrun' };

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
export async function logIn(deps: LoginDeps, request: LoginRequest): Promise<LoginResult> {
  const { db, clock } = deps;
  const wanted = { ...drawOf(deps, request), isHeld: request.isHeld };
  const askedAtMs = clock.monotonicMs();
  const permit = await takeLoginPermit(db, wanted, dateOf(clock));
  if (permit.kind === 'outrun') return permit;
  if (permit.kind === 'denied') return denied(permit);
  if (clock.monotonicMs() - askedAtMs > permitMsMax) return permitLapsed;
  const drawn = [...permit.keys];
  try {
    return await openWithPermit(deps, request, drawn, askedAtMs);
  } catch (error) {
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
    return resultOf(deps, error, drawn);
  }
}

function drawOf({ keyedHash }: LoginDeps, request: LoginRequest) {
  const { region, accountName, accountId, likelyAccountKey, personKey } = request;
  const nameKey = nameKeyOf(keyedHash, region, accountName);
  if (accountId === null) {
    return { nameKey, accountKey: likelyAccountKey, personKey, requestCount: 2 } as const;
  }
  const accountKey = accountKeyOf(keyedHash, region, accountId);
  return { nameKey, accountKey, personKey, requestCount: 1 } as const;
}

/** `drawn` grows by the account's key when the account was not known before. */
async function openWithPermit(
  deps: LoginDeps,
  request: LoginRequest,
  drawn: Buffer[],
  permitAtMs: number,
): Promise<LoginResult> {
  const { db, dexcom, clock, keyedHash } = deps;
  const { region, accountName, password, signal } = request;
  if (request.accountId !== null) {
    const accountKey = accountKeyOf(keyedHash, region, request.accountId);
    const sessionId = await dexcom.openSession(region, request.accountId, password, signal);
    return { kind: 'opened', accountId: request.accountId, accountKey, sessionId };
  }
  const accountId = await dexcom.authenticate(region, accountName, password, signal);
  const accountKey = accountKeyOf(keyedHash, region, accountId);
  const isAccountCounted = drawn.some((key) => key.equals(accountKey));
  if (!isAccountCounted) drawn.push(accountKey);
  const nameKey = nameKeyOf(keyedHash, region, accountName);
  const second = { nameKey, accountKey, isAccountCounted };
  const askedAtMs = clock.monotonicMs();
  if (askedAtMs - permitAtMs > loginSpanMs) return permitLapsed;
  const permit = await takeSecondRequest(db, second, dateOf(clock));
  if (permit.kind === 'denied') return denied(permit);
  if (clock.monotonicMs() - askedAtMs > permitMsMax) return permitLapsed;
  const sessionId = await dexcom.openSession(region, accountId, password, signal);
  return { kind: 'opened', accountId, accountKey, sessionId };
}

async function resultOf(
  { db, clock }: LoginDeps,
  error: DexcomShareError,
  keys: readonly Buffer[],
): Promise<LoginResult> {
  const now = dateOf(clock);
  const retryAfterMs = error.retryAfterMs;
  switch (error.failure) {
    case 'refused':
    case 'rejected':
      return { kind: 'refused' };
    case 'locked-out': {
      const until = new Date(now.getTime() + lockoutMs);
      await recordWait(db, keys, { locked_until: until }, now);
      return { kind: 'locked-out', until };
    }
    case 'throttled': {
      const until = new Date(now.getTime() + Math.max(throttleMsMin, retryAfterMs ?? 0));
      await recordWait(db, keys, { throttled_until: until }, now);
      return { kind: 'throttled', until, by: 'dexcom' };
    }
    case 'unavailable':
    case 'unreadable':
    case 'session-ended':
      return { kind: 'unavailable', retryAfterMs, isHanging: error.evidence === 'deadline' };
  }
}

function denied({ reason, untilMs, by }: Extract<LoginDecision, { kind: 'denied' }>): LoginResult {
  const until = new Date(untilMs);
  return reason === 'locked-out' ? { kind: 'locked-out', until } : { kind: 'throttled', until, by };
}
