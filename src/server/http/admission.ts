import type { IncomingMessage } from 'node:http';
import { networkOf } from '#std/network-of';
import { credentialOf } from './credential.ts';
import { type RateLimiter, rateHeaders } from './rate-limiter.ts';
import type { RefusalOptions } from './refusal.ts';
import type { Authentication } from './request-facts.ts';

/**
 * Decides who asks, and whether the caller has asked too often. A caller with an API key is counted
 * by its key, one with a user token by its user, one with a pass by that, anyone else by network. Wrong credentials count
 * against the network too: guessing is stopped before it costs a query.
 */
type Admission<Actor> =
  | Admitted<Actor>
  | { readonly kind: 'refused'; readonly refusal: AdmissionRefusal };

export interface Admitted<Actor> {
  readonly kind: 'admitted';
  readonly actor: Actor;
  readonly isAuthenticated: boolean;
  /** The key under which the caller is counted. */
  readonly callerKey: string;
  /** The rate limit headers of the response. */
  readonly headers: Readonly<Record<string, string>>;
}

type AdmissionRefusal = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

export interface AdmissionOptions<Actor> {
  readonly authentication: Authentication<Actor>;
  readonly perKey: RateLimiter;
  readonly perAddress: RateLimiter;
  /** Of those who show a pass. */
  readonly perPass: RateLimiter;
}

export type Admit<Actor> = (
  headers: IncomingMessage['headers'],
  address: string,
) => Promise<Admission<Actor>>;

export function createAdmission<Actor>({
  authentication,
  perKey,
  perAddress,
  perPass,
}: AdmissionOptions<Actor>): Admit<Actor> {
  function count(limiter: RateLimiter, callerKey: string, actor: Actor): Admission<Actor> {
    const decision = limiter.take(callerKey);
    if (!decision.isAllowed) return tooMany(limiter, callerKey);
    const isAuthenticated = actor !== authentication.anonymous;
    const headers = rateHeaders(decision);
    return { kind: 'admitted', actor, isAuthenticated, callerKey, headers };
  }

  /** Whoever shows a pass is nobody in particular, and is not counted with the whole network. */
  async function admitWithout(pass: string | undefined, network: string) {
    const { anonymous } = authentication;
    if (pass === undefined || !perAddress.look(network).isAllowed) {
      return count(perAddress, network, anonymous);
    }
    const passKey = await authentication.findPass?.(pass);
    return passKey ? count(perPass, passKey, anonymous) : count(perAddress, network, anonymous);
  }

  return async ({ 'x-api-key': apiKey, authorization, [passHeader]: pass }, address) => {
    const network = networkOf(address);
    const credential = credentialOf({ apiKey, authorization });
    if (credential === null) return admitWithout(pass?.toString(), network);
    if (!perAddress.look(network).isAllowed) return tooMany(perAddress, network);
    const check = await authentication.check(credential, address);
    if (check.kind === 'authenticated') {
      const { actor, rateKey } = check.caller;
      return rateKey === null ? count(perAddress, network, actor) : count(perKey, rateKey, actor);
    }
    perAddress.take(network);
    const message = refusalMessages[check.reason];
    return { kind: 'refused', refusal: { code: 'UNAUTHENTICATED', message } };
  };
}

/** The header of a pass; no page of another origin can send it unasked. */
const passHeader = 'x-link-token';

const refusalMessages = {
  unknown: 'The credential of this request is not known here.',
  expired: 'The credential of this request has expired.',
  revoked: 'The credential of this request was revoked.',
  'foreign-address': 'The credential of this request is not taken from this address.',
} as const;

function tooMany(limiter: RateLimiter, callerKey: string): Admission<never> {
  const message = 'Too many requests in a short time.';
  const headers = rateHeaders(limiter.look(callerKey));
  return { kind: 'refused', refusal: { code: 'RATE_LIMITED', message, headers } };
}
