import type { Region } from '#providers/provider';

/** Dexcom's own hosts: an account lives at one of them, and the others do not know it. */
export const dexcomApiUrls: Readonly<Record<Region, string>> = {
  US: 'https://api.dexcom.com',
  OUS: 'https://api.dexcom.eu',
  APAC: 'https://api.dexcom.jp',
};

/** Where apps that are not approved yet find people who do not exist. */
export const dexcomSandboxUrl = 'https://sandbox-api.dexcom.com';

/** What Dexcom gave the deployment for a region: the key pairs of regions differ. */
export interface DexcomOAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Regions without an app cannot be linked. */
export type DexcomOAuthApps = Readonly<Partial<Record<Region, DexcomOAuthApp>>>;
