import type {
  KeptLogin,
  LoginResult,
  OAuthProvider,
  RedeemRequest,
  Region,
  SessionRequest,
} from '#providers/provider';
import { regions } from '#providers/provider';
import { type Clock, systemClock } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import type { Log } from '#std/log';
import {
  type DexcomOAuthApp,
  type DexcomOAuthApps,
  dexcomApiUrls,
  dexcomSandboxUrl,
} from './apps.ts';
import { dexcomOAuthFacts } from './facts.ts';
import { createOAuthHttp, type OAuthHttp, type OAuthRequestReport } from './oauth-http.ts';
import {
  asReadResult,
  type EgvResult,
  readCalibrations,
  readDevices,
  readEgvs,
  readEvents,
  readRange,
} from './read-data.ts';
import { permitRefresh } from './refresh-permit.ts';
import { grantOf, keptOf, sessionOf } from './session.ts';
import { type TokenPair, type TokenResult, tokenResultOf } from './token-request.ts';

export interface DexcomOAuthOptions {
  readonly clock: Clock;
  readonly keyedHash: KeyedHash;
  readonly log: Log;
  readonly apps?: DexcomOAuthApps;
  /** Asks Dexcom's sandbox in place of its hosts. */
  readonly isSandbox?: boolean;
  /** Instead of Dexcom's hosts. All regions or none: a simulator must not let one through. */
  readonly baseUrls?: Readonly<Record<Region, string>>;
  /** Whether codes are bound to a secret of ours as well (PKCE). */
  readonly usesPkce?: boolean;
  readonly connectionsMax?: number;
  readonly requestTimeoutMs?: number;
  readonly onRequest?: ((report: OAuthRequestReport) => void) | undefined;
}

/** Within the lease of a poll. */
const requestTimeoutMs = 15_000;
/**
 * A refresh that is given up may have spent its token all the same, so that one is waited for, longer
 * than the lease of its poll: `permitRefresh` keeps any other away until it has ended.
 */
const refreshTimeoutMs = 60_000;
/** A month of readings: it is asked for beside polls, and under a lease of its own. */
const historyTimeoutMs = 60_000;
const connectionsMax = 64;
/** A query for more is refused. */
const windowMsMax = 30 * 24 * 60 * 60 * 1000;
/** A phone's clock may be ahead: what it dates so is read too. */
const aheadMs = 60 * 60 * 1000;
const minuteMs = 60_000;

export function createDexcomOAuth(options: DexcomOAuthOptions): OAuthProvider {
  const { clock, keyedHash, apps = {}, usesPkce = true } = options;
  const http = createOAuthHttp({ systemClock, requestTimeoutMs, connectionsMax, ...options });
  const baseUrlOf = (region: Region) => {
    const own = options.isSandbox ? dexcomSandboxUrl : dexcomApiUrls[region];
    return (options.baseUrls?.[region] ?? own).replace(/\/+$/, '');
  };
  const deps = { ...options, http, baseUrlOf };
  return {
    facts: dexcomOAuthFacts,
    appRegions: regions.filter((region) => apps[region] !== undefined),
    consentUrl({ region, redirectUri, state, codeChallenge }) {
      const query = new URLSearchParams({
        client_id: appOf(apps, region).clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'offline_access',
        state,
        ...(usesPkce ? { code_challenge: codeChallenge, code_challenge_method: 'S256' } : {}),
      });
      return `${baseUrlOf(region)}/v3/oauth2/login?${query}`;
    },
    async redeem(request) {
      const { region, code, redirectUri, codeVerifier, signal } = request;
      const result = await askForTokens(deps, region, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUri,
        ...(usesPkce ? { code_verifier: codeVerifier } : {}),
      });
      if (result.kind !== 'granted') return loginResultOf(result, clock.nowMs());
      return openedBy(deps, { ...request, signal }, result.pair);
    },
    open: (login) => refresh(deps, login),
    async read({ region, session, window, signal }) {
      const nowMs = clock.nowMs();
      const toMs = nowMs + aheadMs;
      const fromMs = Math.max(nowMs - window.minutes * minuteMs, toMs - windowMsMax);
      const asked = { ...tokenRequestOf({ region, session, signal }), fromMs, toMs };
      return asReadResult(readingsOf(await readEgvs(http, asked)));
    },
    readBetween: async (request) => readingsOf(await readEgvs(http, patientRequestOf(request))),
    readDiary: (request) => readEvents(http, patientRequestOf(request)),
    readCalibrations: (request) => readCalibrations(http, patientRequestOf(request)),
    readDevices: (request) => readDevices(http, patientRequestOf(request)),
    readRange: (request) => readRange(http, patientRequestOf(request)),
    // It has nothing to do with sharing.
    readSharing: async () => ({
      sharing: { isSharingOn: null, followerCount: null },
      throttled: null,
    }),
    close: () => http.close(),
  };

  function tokenRequestOf<T extends SessionRequest>({ region, session, ...asked }: T) {
    const own = { baseUrl: baseUrlOf(region), session: sessionOf(session), nowMs: clock.nowMs() };
    return { signal: undefined, ...asked, ...own };
  }

  /** What is large is asked for beside polls, under a lease of its own. */
  function patientRequestOf<T extends SessionRequest>(request: T) {
    return { ...tokenRequestOf(request), timeoutMs: historyTimeoutMs };
  }

  /** The account is named by its first data: tokens say nothing of it. */
  async function openedBy(
    { http }: Deps,
    { region, signal }: RedeemRequest,
    pair: TokenPair,
  ): Promise<LoginResult> {
    const nowMs = clock.nowMs();
    const kept = keptOf(pair, nowMs);
    const stretch = { fromMs: nowMs - minuteMs, toMs: nowMs, nowMs, signal };
    const session = sessionOf(kept.session);
    for (let tries = 1; ; tries += 1) {
      const asked = { ...stretch, baseUrl: baseUrlOf(region), session };
      const result = asReadResult(await readEgvs(http, asked));
      if (result.kind === 'read') {
        const accountKey = keyedHash('dexcom-oauth-account', region, result.userId);
        return { kind: 'opened', accountKey, kept };
      }
      if (result.kind === 'throttled' || tries === namingTriesMax) {
        return { kind: 'unavailable', retryAfterMs: result.retryAfterMs, isHanging: false };
      }
    }
  }
}

function readingsOf(result: EgvResult) {
  return result.kind === 'read' ? { kind: 'read' as const, batch: result.batch } : result;
}

/** A code is redeemed once: what comes after it is tried again. */
const namingTriesMax = 3;

interface Deps extends DexcomOAuthOptions {
  readonly http: OAuthHttp;
  readonly baseUrlOf: (region: Region) => string;
}

/**
 * A refresh token is single use: from the moment at which its request leaves nobody can cancel it, and
 * whoever waited, what comes back is returned to be kept.
 */
async function refresh(deps: Deps, login: KeptLogin): Promise<LoginResult> {
  const { clock } = deps;
  const { region, accountKey, grant, permits, signal } = login;
  const permit = await permits.take([accountKey], permitRefresh(accountKey));
  if (permit.kind === 'outrun') return permit;
  if (permit.kind === 'wait') {
    return { kind: 'throttled', until: new Date(permit.untilMs), by: permit.by };
  }
  if (signal?.aborted) return { kind: 'unavailable', retryAfterMs: null, isHanging: true };
  const { refreshToken } = grantOf(grant);
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const result = await askForTokens(deps, region, form, deps.requestTimeoutMs ?? refreshTimeoutMs);
  if (result.kind === 'granted') {
    return { kind: 'opened', accountKey, kept: keptOf(result.pair, clock.nowMs()) };
  }
  const told = loginResultOf(result, clock.nowMs());
  if (told.kind === 'throttled') {
    await permits.recordWait([accountKey], { kind: 'throttled', until: told.until });
  }
  return told;
}

async function askForTokens(
  deps: Deps,
  region: Region,
  form: Readonly<Record<string, string>>,
  timeoutMs = deps.requestTimeoutMs ?? requestTimeoutMs,
): Promise<TokenResult> {
  const { http, apps = {}, baseUrlOf, log } = deps;
  const app = apps[region];
  if (!app) return clientRefused(log, region, 'no app');
  const { clientId, clientSecret } = app;
  const answer = await http.send({
    call: 'token',
    url: `${baseUrlOf(region)}/v3/oauth2/token`,
    form: { client_id: clientId, client_secret: clientSecret, ...form },
    timeoutMs,
    signal: undefined,
  });
  const result = tokenResultOf(answer, form.refresh_token ?? null);
  return result.kind === 'client-refused' ? clientRefused(log, region, result.error) : result;
}

/** No wearer can mend it: whoever runs the deployment has to be told. */
function clientRefused(log: Log, region: Region, error: string): TokenResult {
  log.error('oauth.client-refused', {
    region,
    reason: error,
    whatToDo: `check the app of ${region} in DEXCOM_OAUTH_APPS against Dexcom's developer portal`,
  });
  return { kind: 'client-refused', error };
}

/** The least time for which a token endpoint is left alone that asks for it. */
const throttledMsMin = 10 * 60 * 1000;

function loginResultOf(
  result: Exclude<TokenResult, { kind: 'granted' }>,
  nowMs: number,
): LoginResult {
  switch (result.kind) {
    case 'invalid-grant':
      return { kind: 'refused' };
    case 'client-refused':
      return { kind: 'misconfigured' };
    case 'throttled': {
      const waitMs = Math.max(throttledMsMin, result.retryAfterMs ?? 0);
      return { kind: 'throttled', until: new Date(nowMs + waitMs), by: 'provider' };
    }
    case 'unavailable':
      return result;
  }
}

function appOf(apps: DexcomOAuthApps, region: Region): DexcomOAuthApp {
  const app = apps[region];
  if (!app) throw new Error(`there is no app for ${region}`);
  return app;
}
