import type { IncomingMessage } from 'node:http';
import {
  type NetworkLimiter,
  type RateDecision,
  type RateLimiter,
  rateHeaders,
  takeOfBoth,
} from '#server/limits';
import { networkOf } from '#std/network-of';
import { credentialOf } from './credential.ts';
import type { RefusalOptions } from './refusal.ts';
import type { Authentication, Caller, CallerCheck } from './request-facts.ts';

/**
 * Decides who asks, and whether the caller has asked too often. A caller with an API key is counted
 * by its key, one with a user token by its user, one with a pass by that, anyone else by network, and
 * so are wrong credentials. Whatever else its network does, a good credential is let in: so it is
 * judged first, and whoever judges bounds what strangers may cost.
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
  /** Counts so many requests more, as this one was counted; false where there are no more. */
  readonly takeMore: (count: number) => boolean;
}

type AdmissionRefusal = Pick<RefusalOptions, 'code' | 'message' | 'headers'>;

export interface AdmissionOptions<Actor> {
  readonly authentication: Authentication<Actor>;
  readonly perKey: RateLimiter;
  /** Of callers who share a limit, such as the keys of one team. */
  readonly perTeam: RateLimiter;
  readonly perAddress: NetworkLimiter;
  /** Of those who show a pass. */
  readonly perPass: RateLimiter;
}

export interface Admit<Actor> {
  (headers: IncomingMessage['headers'], address: string): Promise<Admission<Actor>>;
  /** By the session in its cookie and by nothing else. */
  bySession(headers: IncomingMessage['headers'], address: string): Promise<Admission<Actor>>;
}

export function createAdmission<Actor>({
  authentication,
  perKey,
  perTeam,
  perAddress,
  perPass,
}: AdmissionOptions<Actor>): Admit<Actor> {
  function admitted(take: () => RateDecision, callerKey: string, actor: Actor): Admission<Actor> {
    const decision = take();
    if (!decision.isAllowed) return tooMany(decision);
    const isAuthenticated = actor !== authentication.anonymous;
    const headers = rateHeaders(decision);
    const takeMore = (count: number) => Array.from({ length: count }).every(() => take().isAllowed);
    return { kind: 'admitted', actor, isAuthenticated, callerKey, headers, takeMore };
  }

  const admittedAt = (address: string, actor: Actor) =>
    admitted(() => perAddress.take(address), networkOf(address), actor);

  /** Whoever shows a pass is nobody in particular, and is not counted with the whole network. */
  async function admitWithout(pass: string | undefined, address: string) {
    const { anonymous } = authentication;
    const passKey = pass === undefined ? null : await authentication.findPass?.(pass, address);
    if (!passKey) return admittedAt(address, anonymous);
    return admitted(() => perPass.take(passKey), passKey, anonymous);
  }

  function admitKnown({ actor, rateKey, sharedKey }: Caller<Actor>, address: string) {
    if (rateKey === null) return admittedAt(address, actor);
    const take = () => takeOfBoth([perKey, rateKey], [perTeam, sharedKey]);
    return admitted(take, rateKey, actor);
  }

  function admitChecked(check: CallerCheck<Actor>, address: string): Admission<Actor> {
    if (check.kind === 'authenticated') return admitKnown(check.caller, address);
    const decision = perAddress.take(address);
    if (!decision.isAllowed) return tooMany(decision);
    if (check.kind === 'busy') return busy;
    const message = refusalMessages[check.reason];
    return { kind: 'refused', refusal: { code: 'UNAUTHENTICATED', message } };
  }

  async function admit(
    { 'x-api-key': apiKey, authorization, [passHeader]: pass }: IncomingMessage['headers'],
    address: string,
  ): Promise<Admission<Actor>> {
    const credential = credentialOf({ apiKey, authorization });
    if (credential === null) return admitWithout(pass?.toString(), address);
    return admitChecked(await authentication.check(credential, address), address);
  }

  async function bySession(
    headers: IncomingMessage['headers'],
    address: string,
  ): Promise<Admission<Actor>> {
    const { sessions } = authentication;
    const { 'x-api-key': apiKey, authorization } = headers;
    if (!sessions?.isOwnPage(headers, 'http')) return refusedSession.foreign;
    if (credentialOf({ apiKey, authorization }) !== null) return refusedSession.twofold;
    const secret = sessions.secretOf(headers);
    const check = secret === null ? signedOut : await sessions.check(secret, address);
    return admitChecked(check, address);
  }
  return Object.assign(admit, { bySession });
}

const signedOut = { kind: 'refused', reason: 'unknown' } as const;
const refusedSession = {
  foreign: {
    kind: 'refused',
    refusal: { code: 'CSRF_PREVENTED', message: 'This path is for the pages of this gateway.' },
  },
  twofold: {
    kind: 'refused',
    refusal: { code: 'BAD_REQUEST', message: 'This path takes a session and no other credential.' },
  },
} as const;

const busy = {
  kind: 'refused',
  refusal: {
    code: 'RATE_LIMITED',
    message: 'Too many credentials that were not seen before come from this network.',
    headers: { 'retry-after': '1' },
  },
} as const;

/** The header of a pass; no page of another origin can send it unasked. */
const passHeader = 'x-link-token';

const refusalMessages = {
  unknown: 'The credential of this request is not known here.',
  expired: 'The credential of this request has expired.',
  revoked: 'The credential of this request was revoked.',
  'foreign-address': 'The credential of this request is not taken from this address.',
} as const;

function tooMany(decision: RateDecision): Admission<never> {
  const message = 'Too many requests in a short time.';
  const headers = rateHeaders(decision);
  return { kind: 'refused', refusal: { code: 'RATE_LIMITED', message, headers } };
}
