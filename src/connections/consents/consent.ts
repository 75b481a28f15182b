import { createHash, randomBytes } from 'node:crypto';
import type { ProviderSlug, Region } from '#providers';
import type { BoxPlace } from '#std/sealed-box';

/**
 * A consent under way: a wearer was given the address of a start page, which leads to the provider's
 * own page, which leads back. Three secrets hold it together, each kept as a hash: the start page's
 * address, the `state` that goes through the provider and back, and a cookie, so that only the
 * browser that set out comes back. What it is for, the link token, is sealed, and gone once used.
 */
export interface Consent {
  readonly id: string;
  readonly linkTokenId: string;
  readonly provider: ProviderSlug;
  readonly region: Region;
  readonly attemptId: string;
  /** The page of the link, or the address that the link was registered to lead back to. */
  readonly returnsTo: 'page' | 'redirect';
  readonly replacesAccount: boolean;
}

/** From the address of the start page to the way back. */
export const consentMs = 10 * 60 * 1000;

/** Consents of one link that may be under way at once. */
export const consentsPerLinkMax = 20;

export interface ConsentSecrets {
  readonly linkToken: string;
  /** Bound to the code by its hash (PKCE). */
  readonly codeVerifier: string;
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function challengeOf({ codeVerifier }: ConsentSecrets): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}

export function consentPlace(row: string): BoxPlace {
  return { table: 'consents', column: 'secrets_sealed', row, formOneContext: null };
}
