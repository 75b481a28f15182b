import {
  createDexcomOAuth,
  type DexcomOAuthOptions,
  dexcomOAuthFacts,
} from '#providers/dexcom-oauth';
import {
  createDexcomShare,
  type DexcomShareOptions,
  dexcomShareFacts,
} from '#providers/dexcom-share';
import type {
  OAuthProvider,
  PasswordProvider,
  PermitTimes,
  ProviderFacts,
  Region,
} from '#providers/provider';

/** A new provider is a folder, and a line here and in `createProviders`. */
const everyFacts = [dexcomShareFacts, dexcomOAuthFacts] as const;

export type ProviderSlug = (typeof everyFacts)[number]['slug'];

/** The providers to ask, by slug. */
export interface Providers {
  readonly [dexcomShareFacts.slug]: PasswordProvider;
  readonly [dexcomOAuthFacts.slug]: OAuthProvider;
}

export interface ProvidersOptions extends Pick<DexcomShareOptions, 'clock' | 'keyedHash' | 'log'> {
  readonly dexcomShare?: Partial<DexcomShareOptions>;
  readonly dexcomOAuth?: Partial<DexcomOAuthOptions>;
}

export function createProviders(options: ProvidersOptions): Providers {
  const { dexcomShare, dexcomOAuth, ...common } = options;
  return {
    [dexcomShareFacts.slug]: createDexcomShare({ ...common, ...dexcomShare }),
    [dexcomOAuthFacts.slug]: createDexcomOAuth({ ...common, ...dexcomOAuth }),
  };
}

export async function closeProviders(providers: Providers): Promise<void> {
  await Promise.all(Object.values(providers).map((provider) => provider.close()));
}

/** The provider that a user name and a password are for. */
export const passwordProvider = dexcomShareFacts.slug;

/** The provider at which a wearer consents. */
export const oauthProvider = dexcomOAuthFacts.slug;

export const providerSlugs: readonly ProviderSlug[] = everyFacts.map(({ slug }) => slug);

const factsBySlug = new Map<string, ProviderFacts>(everyFacts.map((facts) => [facts.slug, facts]));

export function factsOf(slug: ProviderSlug): ProviderFacts {
  const facts = factsBySlug.get(slug);
  if (!facts) throw new Error(`there is no provider ${slug}`);
  return facts;
}

/** The provider of a stored number. Throws for one that no provider has. */
export function providerOfNumber(number: number): ProviderSlug {
  const facts = everyFacts.find((each) => each.number === number);
  if (!facts) throw new Error(`no provider has the number ${number}`);
  return facts.slug;
}

/** A sensor family of a stored number, named by the first provider of it. Throws for an unknown one. */
export function sensorFamilyOfNumber(number: number): ProviderSlug {
  const facts = everyFacts.find(({ sensorFamily }) => sensorFamily === number);
  if (!facts) throw new Error(`no sensor family has the number ${number}`);
  return facts.slug;
}

/** By how much the newest reading that can be known is behind its sensor, in ms. */
export function lateByMs(slug: ProviderSlug, region: Region): number {
  const { lateByMs, steadyEveryMs } = factsOf(slug);
  return lateByMs[region] + (steadyEveryMs ?? 0);
}

/** As payloads name who brought something. */
export interface EventSource {
  readonly name: string;
  readonly slug: ProviderSlug;
  readonly logo: string;
}

export function eventSourceOf(slug: ProviderSlug): EventSource {
  const { wireName, logo } = factsOf(slug);
  return { name: wireName, slug, logo };
}

/** The longest of all providers, since counts do not say whose they are. */
export const longestPermitTimes: PermitTimes = {
  countsForMs: Math.max(...everyFacts.map(({ permitTimes }) => permitTimes.countsForMs)),
  lockoutMs: Math.max(...everyFacts.map(({ permitTimes }) => permitTimes.lockoutMs)),
};
