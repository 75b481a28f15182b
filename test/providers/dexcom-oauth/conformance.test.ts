import { onTestFinished } from 'vitest';
import { createSimulator } from '#simulator';
import { createDexcomOAuth } from '#src/providers/dexcom-oauth/index.ts';
import { createKeyedHash } from '#std/keyed-hash';
import { type Log, silentLog } from '#std/log';
import { consentAt, oauthApps, oauthBaseUrlsOf, redirectUri, registerApps } from '#test/consents';
import { createVirtualClock } from '#test/virtual-clock';
import { describeProvider, type ProviderUnderTest } from '../conformance.ts';

const who = { username: 'the-wearer', password: 'the-password' };

async function setup(): Promise<ProviderUnderTest> {
  const clock = createVirtualClock();
  const simulator = createSimulator({ clock, log: silentLog, seed: 7, adminPort: null });
  await simulator.start();
  registerApps(simulator);
  const lines: string[] = [];
  const note: Log['info'] = (event, fields) => void lines.push(event, JSON.stringify(fields));
  const log: Log = { ...silentLog, info: note, warn: note, error: note };
  const keyedHash = createKeyedHash(Buffer.alloc(32, 1));
  const baseUrls = oauthBaseUrlsOf(simulator);
  // A refresh ends at its own deadline: nobody can cancel it.
  const ownDeadline = { requestTimeoutMs: 1_000 };
  const apps = { apps: oauthApps, baseUrls };
  const provider = createDexcomOAuth({ clock, log, keyedHash, ...apps, ...ownDeadline });
  onTestFinished(async () => {
    simulator.clearOAuthFaults();
    await provider.close();
    await simulator.stop();
  });
  simulator.addAccount({ ...who, region: 'US', visibilityDelayMs: 12_000 });
  const account = { region: 'US', username: who.username } as const;
  type Effect = Parameters<typeof simulator.addOAuthFault>[0]['effect'];
  const strike = (effect: Effect) => () => simulator.addOAuthFault({ effect });
  return {
    provider,
    clock,
    region: 'US',
    secrets: [who.username, who.password, oauthApps.US.clientSecret],
    async link() {
      const codeChallenge = 'KI-i6NC1r0YCTRDNSKZ8wq_5FgzT8O-jKDewTsbDCAU';
      const consent = { region: 'US', redirectUri, state: 'the-state', codeChallenge } as const;
      const back = new URL(await consentAt(provider.consentUrl(consent), who));
      const code = back.searchParams.get('code') ?? '';
      const codeVerifier = 'the-verifier-of-this-test-which-is-long-enough';
      return provider.redeem({ region: 'US', code, redirectUri, codeVerifier });
    },
    logged: () => lines.join('\n'),
    requestCount: () => simulator.oauthTotals().calls,
    endSessions: () => void simulator.expireTokens(account),
    throttle: (retryAfterSeconds) => strike({ kind: 'throttle', retryAfterSeconds })(),
    breakDown: strike({ kind: 'gateway-error', status: 503 }),
    hang: strike({ kind: 'hang' }),
    heal: () => simulator.clearOAuthFaults(),
  };
}

describeProvider("Dexcom's OAuth API", setup);
