import type { Db } from '#db';
import { isInRanges } from '#std/address-ranges';
import { type Clock, dateOf } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import type { Actor, TeamActor } from './audit/index.ts';
import { type Busy, createCredentialCache } from './credential-cache.ts';
import { createCredentialNotes } from './credential-notes.ts';
import { type AuthenticationResult, authenticateApiKey, isApiKeySecret } from './keys/index.ts';
import { authenticateSession, type SessionResult } from './sessions/index.ts';
import { createEndedCheck, subjectOf, type UserTokens } from './tokens/index.ts';

/**
 * Authenticates credentials: API keys, user tokens and sessions. A result is cached for a second, and requests
 * that ask for the same credential at once share one lookup, so a busy key costs one statement a
 * second and not one a request. A revoked key, or a token of a deleted user, is therefore refused on
 * every node at most one second later, and at once on the node that calls `clearCache`. From where a
 * credential may be used is judged at each request; of one that was good once, or elsewhere, the
 * audit is told.
 *
 * An API key that was never good here is looked up in a line of few places, so that made-up keys
 * take no sessions from those who work; one that was good is looked up at once.
 */
export interface Authenticator {
  /** `address` is where it comes from; `busy` when too many unknown keys come from its network. */
  authenticate(credential: string, address: string): Promise<AuthenticationResult<Actor> | Busy>;
  /** The same of a session's secret, which is good for nothing else. */
  authenticateSession(secret: string, address: string): Promise<SessionResult | Busy>;
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
  const notes = createCredentialNotes(db, clock);
  const checkEnded = createEndedCheck(db);

  async function lookUpToken(credential: string): Promise<AuthenticationResult<Actor>> {
    const token = await userTokens.verify(credential);
    if (token.kind === 'refused') return token;
    const hasEnded = await checkEnded(subjectOf(token.actor));
    return hasEnded ? { kind: 'refused', reason: 'revoked' } : token;
  }

  // Who has a token of ours is no stranger; each is looked up once a second at most.
  const lookOf = (credential: string, address: string) =>
    isApiKeySecret(credential)
      ? { lookUp: () => authenticateApiKey(db, credential, dateOf(clock)), address }
      : { lookUp: () => lookUpToken(credential), address: null };

  async function judgeKey(
    credential: string,
    address: string,
  ): Promise<AuthenticationResult<Actor> | Busy> {
    const answer = await credentials.find(credential, lookOf(credential, address));
    if (answer.kind !== 'authenticated' || answer.actor.kind === 'anonymous') return answer;
    const { actor } = answer;
    if (actor.expiresAt && actor.expiresAt <= dateOf(clock)) return expired;
    if (actor.kind !== 'api-key') return answer;
    if (isForeign(actor, address)) {
      const key = { teamId: actor.teamId, keyId: actor.keyId };
      return { kind: 'refused', reason: 'foreign-address', key };
    }
    await notes.used(actor);
    return answer;
  }

  async function judgeSession(secret: string, address: string): Promise<SessionResult | Busy> {
    const lookUp = () => authenticateSession(db, secret, dateOf(clock));
    const answer = await sessions.find(secret, { lookUp, address });
    if (answer.kind !== 'authenticated') return answer;
    if (isForeign(answer.actor, address)) return { kind: 'refused', reason: 'foreign-address' };
    await notes.used(answer.actor);
    return answer;
  }

  return {
    async authenticate(credential, address) {
      if (credential.length > credentialLengthMax) return unknown;
      const answer = await judgeKey(credential, address);
      if (answer.kind === 'refused' && answer.key) {
        await notes.refusedKey({ ...answer.key, reason: answer.reason, address });
      }
      return answer;
    },
    async authenticateSession(secret, address) {
      if (secret.length > credentialLengthMax) return unknown;
      const answer = await judgeSession(secret, address);
      if (answer.kind === 'refused' && answer.reason !== 'unknown') {
        await notes.refusedSession({ secret, reason: answer.reason, address });
      }
      return answer;
    },
    clearCache() {
      credentials.clear();
      sessions.clear();
    },
  };
}

/** Whether it is not taken from there. */
function isForeign({ addressRanges }: TeamActor, address: string): boolean {
  return addressRanges !== null && !isInRanges(address, addressRanges);
}
