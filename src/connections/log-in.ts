import type { Db } from '#db';
import { type DexcomShare, DexcomShareError, type Region } from '#dexcom-share';
import { type Clock, dateOf } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import type { Log } from '#std/log';
import { accountKeyOf, nameKeyOf } from './account-keys.ts';
import {
  lockoutMs,
  recordLockout,
  recordNameOfAccount,
  takeLoginPermit,
} from './take-login-permit.ts';

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
  readonly signal?: AbortSignal | undefined;
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
  | { readonly kind: 'unavailable' };

/** What a throttled caller waits at the least, whatever Dexcom names. */
export const throttleMsMin = 300_000;

/**
 * Logs in once: at most two requests that carry the password, after a permit for them was
 * committed. Never tries again by itself.
 */
export async function logIn(deps: LoginDeps, request: LoginRequest): Promise<LoginResult> {
  const keys = budgetKeysOf(deps, request);
  const permit = await takeLoginPermit(deps.db, keys, dateOf(deps.clock));
  if (permit.kind === 'denied') return denied(permit.reason, permit.untilMs);
  try {
    return await openWithPermit(deps, request, keys);
  } catch (error) {
    if (!(error instanceof DexcomShareError)) throw error;
    deps.log.info('login.failed', {
      region: request.region,
      call: error.call,
      failure: error.failure,
      code: error.code,
    });
    return failureOf(deps, error, keys);
  }
}

function budgetKeysOf({ keyedHash }: LoginDeps, request: LoginRequest): Buffer[] {
  const { region, accountName, accountId } = request;
  const name = nameKeyOf(keyedHash, region, accountName);
  return accountId === null ? [name] : [name, accountKeyOf(keyedHash, region, accountId)];
}

async function openWithPermit(
  deps: LoginDeps,
  request: LoginRequest,
  keys: Buffer[],
): Promise<LoginResult> {
  const { db, dexcom, clock, keyedHash } = deps;
  const { region, accountName, password, signal } = request;
  let accountId = request.accountId;
  if (accountId === null) {
    accountId = await dexcom.authenticate(region, accountName, password, signal);
    const accountKey = accountKeyOf(keyedHash, region, accountId);
    const [nameKey] = keys;
    const isCounted = nameKey && (await isNameOfAccount(db, nameKey, accountKey));
    if (nameKey && !isCounted) {
      await recordNameOfAccount(db, nameKey, accountKey, dateOf(clock));
      const permit = await takeLoginPermit(db, [accountKey], dateOf(clock));
      if (permit.kind === 'denied') return denied(permit.reason, permit.untilMs);
      keys.push(accountKey);
    }
  }
  const sessionId = await dexcom.openSession(region, accountId, password, signal);
  const accountKey = accountKeyOf(keyedHash, region, accountId);
  return { kind: 'opened', accountId, accountKey, sessionId };
}

/** Whether the permit was already taken on the account's budget, through its name. */
async function isNameOfAccount(db: Db, nameKey: Buffer, accountKey: Buffer): Promise<boolean> {
  const row = await db
    .selectFrom('login_budgets')
    .select('account_key')
    .where('key', '=', nameKey)
    .executeTakeFirst();
  return row?.account_key?.equals(accountKey) ?? false;
}

async function failureOf(
  { db, clock }: LoginDeps,
  error: DexcomShareError,
  keys: readonly Buffer[],
): Promise<LoginResult> {
  switch (error.failure) {
    case 'refused':
    case 'rejected':
      return { kind: 'refused' };
    case 'locked-out': {
      const until = new Date(clock.nowMs() + lockoutMs);
      await recordLockout(db, keys, until);
      return { kind: 'locked-out', until };
    }
    case 'throttled': {
      const waitMs = Math.max(throttleMsMin, error.retryAfterMs ?? 0);
      return { kind: 'throttled', until: new Date(clock.nowMs() + waitMs), by: 'dexcom' };
    }
    case 'unavailable':
    case 'unreadable':
    case 'session-ended':
      return { kind: 'unavailable' };
  }
}

function denied(reason: 'locked-out' | 'throttled', untilMs: number): LoginResult {
  const until = new Date(untilMs);
  if (reason === 'locked-out') return { kind: 'locked-out', until };
  return { kind: 'throttled', until, by: 'gateway' };
}
