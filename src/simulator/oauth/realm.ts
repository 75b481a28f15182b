import type { Region } from '#simulator/people';

/**
 * Dexcom's OAuth API has one host for each place where accounts are made, and one for its sandbox.
 * Accounts, clients and tokens of one are unknown to the others. The simulator serves all at one
 * address; the first part of the path, or the Host header, says which is meant.
 */
export const realms = ['us', 'eu', 'jp', 'sandbox'] as const;
export type Realm = (typeof realms)[number];

/** Where Share keeps the accounts of a realm; the sandbox has people of its own. */
export const regionOfRealm: Readonly<Record<Realm, Region>> = {
  us: 'US',
  eu: 'OUS',
  jp: 'APAC',
  sandbox: 'US',
};

const realmOfHost: Readonly<Record<string, Realm>> = {
  'api.dexcom.com': 'us',
  'api.dexcom.eu': 'eu',
  'api.dexcom.jp': 'jp',
  'sandbox-api.dexcom.com': 'sandbox',
};

/** The address of a realm, to which clients append `/v3/…`. */
export function realmUrl(url: string, realm: Realm): string {
  return `${url}/${realm}`;
}

/** The realm and the rest of the path; the US where nothing says which. */
export function realmRouteOf(
  path: string,
  host: string | undefined,
): { readonly realm: Realm; readonly path: string } {
  const prefixed = realms.find((realm) => path.startsWith(`/${realm}/`));
  if (prefixed) return { realm: prefixed, path: path.slice(prefixed.length + 1) };
  const named = realmOfHost[(host ?? '').toLowerCase().replace(/:\d+$/, '')];
  return { realm: named ?? 'us', path };
}
