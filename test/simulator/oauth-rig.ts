import { consentAtDexcom } from '#test/oauth-consent';
import { type Rig, setup } from './rig.ts';

/** A simulator with a client of its OAuth API, and a plain client for it. */
export const client = {
  clientId: 'app',
  clientSecret: 'secret-of-app',
  redirectUris: ['https://app.example/callback?from=dexcom'],
};
export const anna = { username: 'anna', password: 'secret' };

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly token_type: string;
}

export interface OAuthRig extends Rig {
  loginUrl(changes?: Readonly<Record<string, string | null>>): URL;
  token(form: Readonly<Record<string, string>>, base?: string): Promise<Told<Tokens>>;
  /** Signs in, allows, redeems the code. */
  link(who?: typeof anna): Promise<Tokens>;
  data(token: string, path: string, query?: Readonly<Record<string, string>>): Promise<Told<Data>>;
}

interface Told<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly json: T & { readonly error?: string };
}

export interface Data {
  readonly userId: string;
  readonly recordType: string;
  readonly recordVersion: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

export async function oauthRig(options: Parameters<typeof setup>[0] = {}): Promise<OAuthRig> {
  const rig = await setup(options);
  const { simulator } = rig;
  simulator.addOAuthClient(client);
  const redirectUri = client.redirectUris[0] ?? '';
  const base = simulator.oauthUrls.us;

  function loginUrl(changes: Readonly<Record<string, string | null>> = {}): URL {
    const url = new URL(`${base}/v3/oauth2/login`);
    const usual = {
      client_id: client.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'offline_access',
      state: 'a state&more="',
    };
    for (const [name, value] of Object.entries({ ...usual, ...changes })) {
      if (value !== null) url.searchParams.set(name, value);
    }
    return url;
  }

  async function token(form: Readonly<Record<string, string>>, at = base): Promise<Told<Tokens>> {
    const { clientId: client_id, clientSecret: client_secret } = client;
    const body = new URLSearchParams({ client_id, client_secret, ...form });
    return toldBy(await fetch(`${at}/v3/oauth2/token`, { method: 'POST', body }));
  }

  return {
    ...rig,
    loginUrl,
    token,
    async link(who = anna) {
      const { location } = await consentAtDexcom(loginUrl(), who);
      const code = location?.searchParams.get('code') ?? '';
      const grant_type = 'authorization_code';
      return (await token({ grant_type, code, redirect_uri: redirectUri })).json;
    },
    async data(bearer, path, query = {}) {
      const url = `${base}/v3/users/self/${path}?${new URLSearchParams(query)}`;
      return toldBy(await fetch(url, { headers: { Authorization: `Bearer ${bearer}` } }));
    },
  };
}

async function toldBy<T>(response: Response): Promise<Told<T>> {
  const text = await response.text();
  const json = (text === '' ? {} : JSON.parse(text)) as Told<T>['json'];
  return { status: response.status, headers: response.headers, json };
}

/** As windows are asked for. */
export function wire(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19);
}
