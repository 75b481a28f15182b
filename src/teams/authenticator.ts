import { LRUCache } from 'lru-cache';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import { hashSecret } from '#std/keyed-hash';
import type { Actor } from './audit/index.ts';
import { type AuthenticationResult, authenticateApiKey, isApiKeySecret } from './keys/index.ts';
import { findEndedSubjects, subjectOf, type UserTokens } from './tokens/index.ts';

/**
 * Authenticates credentials: API keys and user tokens. A result is cached for a second, and requests
 * that ask for the same credential at once share one lookup, so a busy key costs one statement a
 * second and not one a request. A revoked key, or a token of a deleted user, is therefore refused on
 * every node at most one second later, and at once on the node that calls `clearCache`.
 *
 * An API key that was never good here is looked up in a line of few places, so that made-up keys
 * take no sessions from those who work; one that was good is looked up at once.
 */
export interface Authenticator {
  /** `network` is where it comes from; `busy` when too many unknown keys come from there. */
  authenticate(credential: string, network: string): Promise<AuthenticationResult<Actor> | Busy>;
  /** Drops all cached results: call it after a key was revoked or a user deleted. */
  clearCache(): void;
}

interface Busy {
  readonly kind: 'busy';
}

export interface AuthenticatorOptions {
  readonly db: Db;
  /** Where credentials wait that were not seen before, by their networks. */
  readonly strangers: FairLine;
  readonly clock: Clock;
  readonly userTokens: UserTokens;
}

const cacheMs = 1_000;
/** When more credentials than this come within a second, the cache is emptied. */
const cachedMax = 10_000;
const credentialLengthMax = 2_048;
/** How many keys are remembered as good. */
const knownKeysMax = 10_000;
const busy: Busy = { kind: 'busy' };

interface CachedResult {
  readonly untilMs: number;
  readonly result: Promise<AuthenticationResult<Actor> | Busy>;
}

export function createAuthenticator({
  db,
  strangers,
  clock,
  userTokens,
}: AuthenticatorOptions): Authenticator {
  const cache = new Map<string, CachedResult>();
  const knownKeys = new LRUCache<string, true>({ max: knownKeysMax });

  async function lookUpKey(hash: string, secret: string, network: string) {
    const look = () => authenticateApiKey(db, secret, dateOf(clock));
    const answer = knownKeys.get(hash) ? await look() : await strangers.run(network, look);
    if (answer?.kind === 'authenticated') knownKeys.set(hash, true);
    else knownKeys.delete(hash);
    return answer ?? busy;
  }

  async function lookUp(
    hash: string,
    credential: string,
    network: string,
  ): Promise<AuthenticationResult<Actor> | Busy> {
    if (isApiKeySecret(credential)) return lookUpKey(hash, credential, network);
    const token = await userTokens.verify(credential);
    if (token.kind === 'refused') return token;
    const ended = await findEndedSubjects(db, [subjectOf(token.actor)]);
    return ended.length === 0 ? token : { kind: 'refused', reason: 'revoked' };
  }

  /** The cache is in the order of `untilMs`, since a Map keeps insertion order. */
  function dropExpired(nowMs: number): void {
    for (const [hash, { untilMs }] of cache) {
      if (nowMs < untilMs) return;
      cache.delete(hash);
    }
  }

  function authenticateCached(
    hash: string,
    credential: string,
    network: string,
  ): Promise<AuthenticationResult<Actor> | Busy> {
    const nowMs = clock.monotonicMs();
    dropExpired(nowMs);
    const known = cache.get(hash);
    if (known) return known.result;
    if (cache.size >= cachedMax) cache.clear();
    const cached = { untilMs: nowMs + cacheMs, result: lookUp(hash, credential, network) };
    cache.set(hash, cached);
    const drop = () => cache.get(hash) === cached && cache.delete(hash);
    // Refusals and errors are not cached: the next try may succeed, and made-up credentials must
    // not fill the cache.
    cached.result.then(({ kind }) => kind !== 'authenticated' && drop(), drop);
    return cached.result;
  }

  return {
    async authenticate(credential, network) {
      if (credential.length > credentialLengthMax) return { kind: 'refused', reason: 'unknown' };
      const answer = await authenticateCached(
        hashSecret(credential).toString('base64'),
        credential,
        network,
      );
      if (answer.kind !== 'authenticated') return answer;
      const { actor } = answer;
      const expiresAt = actor.kind === 'anonymous' ? null : actor.expiresAt;
      if (expiresAt && expiresAt <= dateOf(clock)) return { kind: 'refused', reason: 'expired' };
      return answer;
    },
    clearCache: () => cache.clear(),
  };
}
