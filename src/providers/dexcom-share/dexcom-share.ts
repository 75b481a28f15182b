import type {
  KeptLogin,
  LinkLogin,
  LoginResult,
  PasswordProvider,
  Region,
  SharingResult,
} from '#providers/provider';
import type { KeyedHash } from '#std/keyed-hash';
import type { Log } from '#std/log';
import { accountNameOf } from './account-name.ts';
import { createCountCaps } from './count-caps.ts';
import { DexcomShareError } from './dexcom-share-error.ts';
import { dexcomShareFacts } from './facts.ts';
import { type LoginRequest, logIn, type ShareLogin } from './log-in.ts';
import { readResultOf } from './read-result.ts';
import {
  createShareClient,
  type ShareClient,
  type ShareClientOptions,
  unknownSharing,
} from './share-client.ts';

export interface DexcomShareOptions extends ShareClientOptions {
  readonly keyedHash: KeyedHash;
  readonly log: Log;
  /** Told of each login as it ends, also of one that our own limits did not let leave. */
  readonly onLogin?: ((login: LoginReport) => void) | undefined;
}

/** One login, for metrics: free of anything that tells whose it was. */
export interface LoginReport {
  readonly region: Region;
  readonly outcome: LoginOutcome;
}

/** `deferred`: not asked, since the account's logins are spent for now or another poll came first. */
export const loginOutcomes = [
  'opened',
  'refused',
  'locked-out',
  'throttled',
  'unavailable',
  'deferred',
] as const;
export type LoginOutcome = (typeof loginOutcomes)[number];

/** What is kept to open sessions with: what the wearer gave, and what Dexcom made of it. */
interface Grant {
  readonly accountName: string;
  readonly password: string;
  readonly accountId: string;
}

/** Dexcom Share as a provider: its wire is `share-client`, its login budget `login-budget`. */
export function createDexcomShare(options: DexcomShareOptions): PasswordProvider {
  const client = createShareClient(options);
  const deps = { ...options, client };
  const countCaps = createCountCaps(options.clock);
  const logInTold = async (request: LoginRequest): Promise<ShareLogin> => {
    const result = await logIn(deps, request);
    options.onLogin?.({ region: request.region, outcome: loginOutcomeOf(result) });
    return result;
  };
  return {
    facts: dexcomShareFacts,
    async link(login) {
      const named = { ...login, accountName: accountNameOf(login.accountName) };
      return resultOf(named, await logInTold(requestToLink(named)));
    },
    async open(login) {
      const grant = JSON.parse(login.grant) as Grant;
      const result = await logInTold(requestToOpen(login, grant));
      // The name leads to another account now: whose readings those are is not for us to guess.
      const isOther = result.kind === 'opened' && result.accountId !== grant.accountId;
      return isOther ? { kind: 'refused' } : resultOf(grant, result);
    },
    async read({ region, session, window, signal }) {
      const maxCount = Math.min(window.maxCount, countCaps.countMaxIn(region));
      try {
        const batch = await client.readGlucose(region, session, { ...window, maxCount }, signal);
        const isCapped = maxCount < window.maxCount && batch.returnedCount >= maxCount;
        return { kind: 'read', batch, isCapped };
      } catch (error) {
        if (!isCountRefused(error, maxCount)) return readResultOf(error, signal);
        countCaps.note(region);
        options.log.warn('read.count_refused', { region, count: maxCount });
        return { kind: 'to-be-asked-less' };
      }
    },
    readSharing: ({ region, session, signal }) =>
      readSharing(client.readSharing(region, session, signal), signal),
    close: () => client.close(),
  };
}

function loginOutcomeOf(result: ShareLogin): LoginOutcome {
  if (result.kind === 'outrun') return 'deferred';
  const isOurs = result.kind === 'throttled' && result.by === 'gateway';
  return isOurs ? 'deferred' : result.kind;
}

/** More than 288 were never seen refused, nor is it known that they never will be. */
function isCountRefused(error: unknown, maxCount: number): boolean {
  const isRejected = error instanceof DexcomShareError && error.failure === 'rejected';
  return isRejected && maxCount > dexcomShareFacts.readingsPerAnswerMax;
}

function requestToLink(login: LinkLogin): LoginRequest {
  const { region, accountName, password, likelyAccountKey, personKey, teamId } = login;
  const { permits, signal } = login;
  const given = { region, accountName, password, teamId, permits, signal };
  return { ...given, accountId: null, likelyAccountKey, personKey };
}

function requestToOpen(
  { region, accountKey, isInDoubt, permits, signal }: KeptLogin,
  { accountName, password, accountId }: Grant,
): LoginRequest {
  return {
    region,
    accountName,
    password,
    // After a refusal the account id is asked for again: it may be what was wrong.
    accountId: isInDoubt ? null : accountId,
    likelyAccountKey: accountKey,
    personKey: undefined,
    teamId: undefined,
    permits,
    signal,
  };
}

function resultOf(
  { accountName, password }: Pick<Grant, 'accountName' | 'password'>,
  result: ShareLogin,
): LoginResult {
  if (result.kind !== 'opened') return result;
  const { accountId, accountKey, sessionId } = result;
  const grant: Grant = { accountName, password, accountId };
  return { kind: 'opened', accountKey, kept: { grant: JSON.stringify(grant), session: sessionId } };
}

/** What is not known of sharing must not cost the read that has just succeeded. */
async function readSharing(
  asked: ReturnType<ShareClient['readSharing']>,
  signal: AbortSignal | undefined,
): Promise<SharingResult> {
  try {
    return { sharing: await asked, throttled: null };
  } catch (error) {
    if (!(error instanceof DexcomShareError) && !signal?.aborted) throw error;
    const isThrottled = error instanceof DexcomShareError && error.failure === 'throttled';
    const throttled = isThrottled ? { retryAfterMs: error.retryAfterMs } : null;
    return { sharing: unknownSharing, throttled };
  }
}
