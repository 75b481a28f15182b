import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { hashSecret } from '#std/keyed-hash';
import type { Actor } from './audit/index.ts';
import { type AuthenticationResult, authenticateApiKey, isApiKeySecret } from './keys/index.ts';
import { findEndedSubjects, subjectOf, type UserTokens } from './tokens/index.ts';

/**
 * Authenticates credentials: API keys and user tokens. A result is cached for a second, and requests
 * that ask for the same credential at once share one lookup, so a busy key costs one statement a
 * second and not one a request. A revoked key, or a token of a deleted user, is therefore refused on
 * every node at most one second later, and at once on the node that calls `clearCache`.
 */
export interface Authenticator {
  authenticate(credential: string): Promise<AuthenticationResult<Actor>>;
  /** Drops all cached results: call it after a key was revoked or a user deleted. */
  clearCache(): void;
}

export interface AuthenticatorOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly userTokens: UserTokens;
}

const cacheMs = 1_000;
/** When more credentials than this come within a second, the cache is emptied. */
const cachedMax = 10_000;
const credentialLengthMax = 2_048;

interface CachedResult {
  readonly untilMs: number;
  readonly result: Promise<AuthenticationResult<Actor>>;
}

export function createAuthenticator({
  db,
  clock,
  userTokens,
}: AuthenticatorOptions): Authenticator {
  const cache = new Map<string, CachedResult>();

  async function lookUp(credential: string): Promise<AuthenticationResult<Actor>> {
    if (isApiKeySecret(credential)) return authenticateApiKey(db, credential, dateOf(clock));
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
  ): Promise<AuthenticationResult<Actor>> {
    const nowMs = clock.monotonicMs();
    dropExpired(nowMs);
    const known = cache.get(hash);
    if (known) return known.result;
    if (cache.size >= cachedMax) cache.clear();
    const cached = { untilMs: nowMs + cacheMs, result: lookUp(credential) };
    cache.set(hash, cached);
    const drop = () => cache.get(hash) === cached && cache.delete(hash);
    // Refusals and errors are not cached: the next try may succeed, and made-up credentials must
    // not fill the cache.
    cached.result.then(({ kind }) => kind === 'refused' && drop(), drop);
    return cached.result;
  }

  return {
    async authenticate(credential) {
      if (credential.length > credentialLengthMax) return { kind: 'refused', reason: 'unknown' };
      const answer = await authenticateCached(
        hashSecret(credential).toString('base64'),
        credential,
      );
      if (answer.kind === 'refused') return answer;
      const { actor } = answer;
      const expiresAt = actor.kind === 'anonymous' ? null : actor.expiresAt;
      if (expiresAt && expiresAt <= dateOf(clock)) return { kind: 'refused', reason: 'expired' };
      return answer;
    },
    clearCache: () => cache.clear(),
  };
}
