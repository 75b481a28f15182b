import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import type { Actor } from './audit/index.ts';
import { type Busy, createCredentialCache } from './credential-cache.ts';
import { type AuthenticationResult, authenticateApiKey, isApiKeySecret } from './keys/index.ts';
import { authenticateSession, type SessionResult } from './sessions/index.ts';
import { findEndedSubjects, subjectOf, type UserTokens } from './tokens/index.ts';

/**
 * Authenticates credentials: API keys, user tokens and sessions. A result is cached for a second, and requests
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
  /** The same of a session's secret, which is good for nothing else. */
  authenticateSession(secret: string, network: string): Promise<SessionResult | Busy>;
  /** Drops all cached results: call it after a key was revoked or a user deleted. */
  clearCache(): void;
}

export interface AuthenticatorOptions {
  readonly db: Db;
  /** Where credentials wait that were not seen before, by their networks. */
  readonly strangers: FairLine;
  readonly clock: Clock;
  readonly userTokens: UserTokens;
}

const credentialLengthMax = 2_048;
const unknown = { kind: 'refused', reason: 'unknown' } as const;
const expired = { kind: 'refused', reason: 'expired' } as const;

export function createAuthenticator({
  db,
  strangers,
  clock,
  userTokens,
}: AuthenticatorOptions): Authenticator {
  const credentials = createCredentialCache<AuthenticationResult<Actor>>(clock, strangers);
  const sessions = createCredentialCache<SessionResult>(clock, strangers);

  async function lookUpToken(credential: string): Promise<AuthenticationResult<Actor>> {
    const token = await userTokens.verify(credential);
    if (token.kind === 'refused') return token;
    const ended = await findEndedSubjects(db, [subjectOf(token.actor)]);
    return ended.length === 0 ? token : { kind: 'refused', reason: 'revoked' };
  }

  // Who has a token of ours is no stranger; each has a statement of its own a second at most.
  const lookOf = (credential: string, network: string) =>
    isApiKeySecret(credential)
      ? { lookUp: () => authenticateApiKey(db, credential, dateOf(clock)), network }
      : { lookUp: () => lookUpToken(credential), network: null };

  return {
    async authenticate(credential, network) {
      if (credential.length > credentialLengthMax) return unknown;
      const answer = await credentials.find(credential, lookOf(credential, network));
      if (answer.kind !== 'authenticated') return answer;
      const { actor } = answer;
      const expiresAt = actor.kind === 'anonymous' ? null : actor.expiresAt;
      return expiresAt && expiresAt <= dateOf(clock) ? expired : answer;
    },
    async authenticateSession(secret, network) {
      if (secret.length > credentialLengthMax) return unknown;
      const lookUp = () => authenticateSession(db, secret, dateOf(clock));
      return sessions.find(secret, { lookUp, network });
    },
    clearCache() {
      credentials.clear();
      sessions.clear();
    },
  };
}
