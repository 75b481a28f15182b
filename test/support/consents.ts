import type { Region } from '#providers';
import type { Simulator } from '#simulator';
import type { TestGateway } from '#test/gateway';
import { consentAtDexcom } from '#test/oauth-consent';

/** What links by consent in tests: apps at the simulator, and a browser that follows addresses. */

/** The address under which the gateway is said to be reached: its browser knows where it truly is. */
export const publicUrl = 'https://gateway.test';
export const redirectUri = `${publicUrl}/oauth/callback`;

export const oauthApps = {
  US: { clientId: 'app-of-us', clientSecret: 'secret-of-us' },
  OUS: { clientId: 'app-of-ous', clientSecret: 'secret-of-ous' },
} as const;

/** Where the OAuth API of each region is simulated. */
export function oauthBaseUrlsOf({ oauthUrls }: Simulator): Record<Region, string> {
  return { US: oauthUrls.us, OUS: oauthUrls.eu, APAC: oauthUrls.jp };
}

/** Registers the apps with the simulator. */
export function registerApps(simulator: Simulator): void {
  const redirectUris = [redirectUri];
  simulator.addOAuthClient({ realm: 'us', ...oauthApps.US, redirectUris });
  simulator.addOAuthClient({ realm: 'eu', ...oauthApps.OUS, redirectUris });
}

export const consentConfig = {
  publicUrl,
  dexcomOAuth: {
    apps: oauthApps,
    isSandbox: false,
    connectionsMax: null,
    historyDays: 2,
    usesPkce: true,
  },
};

/** A browser with one cookie jar for the gateway, which goes one step at a time. */
export interface Browser {
  /** Opens an address of the gateway and says where it leads, with the cookie that it set. */
  visit(address: string): Promise<Visit>;
  readonly cookies: Map<string, string>;
}

export interface Visit {
  readonly status: number;
  readonly location: string;
  readonly setCookie: string | null;
}

export function createBrowser(gateway: Pick<TestGateway, 'url'>): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async visit(address) {
      const { pathname, search } = new URL(address, publicUrl);
      const url = new URL(`${pathname}${search}`, gateway.url);
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { redirect: 'manual', headers: cookie ? { cookie } : {} });
      const setCookie = response.headers.get('set-cookie');
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie ?? '') ?? [];
      if (name && value) cookies.set(name, value);
      if (name && value === '') cookies.delete(name);
      return {
        status: response.status,
        location: response.headers.get('location') ?? '',
        setCookie,
      };
    },
  };
}

/** What a wearer does at Dexcom's page: signs in and consents, or does not. Where it leads back. */
export async function consentAt(
  address: string,
  who: { readonly username: string; readonly password: string },
  decision: 'allow' | 'deny' = 'allow',
): Promise<string> {
  const { location, text } = await consentAtDexcom(address, { ...who, decision });
  if (!location) throw new Error(text);
  return location.href;
}

export interface StartedLink {
  readonly __typename: string;
  readonly startUrl: string;
  readonly attemptId: string;
  readonly code?: string;
}

interface StartOptions {
  readonly region?: string;
  readonly attemptId?: string;
  readonly replacesAccount?: boolean;
}

/** Asks for the way to the consent page, with a link token. */
export async function startLink(
  gateway: TestGateway,
  linkToken: string,
  options: StartOptions & { readonly returnsTo?: string } = {},
): Promise<StartedLink> {
  const { region = null, returnsTo = 'PAGE', attemptId = null, replacesAccount = false } = options;
  const { linkOAuthProvider } = await gateway.ask<{ linkOAuthProvider: StartedLink }>(
    `mutation S($token: String!, $region: String, $returnsTo: LinkReturn, $attemptId: String,
      $replacesAccount: Boolean) {
      linkOAuthProvider(linkToken: $token, provider: DEXCOM_V3, region: $region,
        returnsTo: $returnsTo, attemptId: $attemptId, replacesAccount: $replacesAccount) {
        __typename
        ... on Error { code message whatToDo }
        ... on LinkOAuthProviderSuccess { startUrl attemptId region expiresAt }
        ... on ProviderNotConfigured { regions }
        ... on AppConnectionsExhausted { connectionsMax }
      }
    }`,
    { token: linkToken, region, returnsTo, attemptId, replacesAccount },
    null,
  );
  return linkOAuthProvider;
}

/** The whole way of a browser: from the start page through consent back to where it ends. */
export async function linkByConsent(
  gateway: TestGateway,
  linkToken: string,
  who: { readonly username: string; readonly password: string },
  options: StartOptions & { readonly decision?: 'allow' | 'deny' } = {},
) {
  const started = await startLink(gateway, linkToken, options);
  const browser = createBrowser(gateway);
  const start = await browser.visit(started.startUrl);
  const back = await consentAt(start.location, who, options.decision);
  const end = await browser.visit(back);
  return { started, start, back, end, browser };
}

/** What the bearer of a link token is told of an attempt. */
export async function attemptOf(gateway: TestGateway, linkToken: string, attemptId: string) {
  const { linkOutcome } = await gateway.ask<{
    linkOutcome: { attempt: { answer: { __typename: string; code?: string } | null } };
  }>(
    `query A($token: String!, $id: String!) {
      linkOutcome(linkToken: $token) {
        attempt(id: $id) { answer { __typename ... on Error { code } ... on LinkSuccess { state } } }
      }
    }`,
    { token: linkToken, id: attemptId },
    null,
  );
  return linkOutcome.attempt.answer;
}
