import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Actor } from './audit/index.ts';
import { type Authentication, authenticateApiKey, hashOf, isApiKeySecret } from './keys/index.ts';
import type { UserTokens } from './tokens/index.ts';
import { findUser } from './users/index.ts';

/**
 * Tells whose credential a text is: an API key or a user token. What was found is believed for a
 * second, and requests that ask for the same at once share one look into the database, so that a
 * busy key costs a statement a second and not one a request. A key that is revoked, or a user that
 * is deleted, is therefore refused everywhere at most one second later, and at once on a node that
 * was told to `forget`.
 */
export interface Credentials {
  authenticate(credential: string): Promise<Authentication<Actor>>;
  /** Drops all that is believed: call it after a key was revoked or a user deleted. */
  forget(): void;
}

export interface CredentialsOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly userTokens: UserTokens;
}

const beliefMs = 1_000;
/** When more credentials than this were seen within the second, all are looked up anew. */
const beliefsMax = 10_000;
const credentialLengthMax = 2_048;

interface Belief {
  readonly untilMs: number;
  readonly answer: Promise<Authentication<Actor>>;
}

export function createCredentials({ db, clock, userTokens }: CredentialsOptions): Credentials {
  const beliefs = new Map<string, Belief>();

  async function lookUp(credential: string): Promise<Authentication<Actor>> {
    if (isApiKeySecret(credential)) return authenticateApiKey(db, credential, dateOf(clock));
    const token = await userTokens.verify(credential);
    if (token.kind === 'refused') return token;
    const { teamId, userId } = token.actor;
    const user = await findUser(db, teamId, { id: userId });
    return user ? token : { kind: 'refused', reason: 'revoked' };
  }

  /** They stand in the order of their time. */
  function dropOld(nowMs: number): void {
    for (const [hash, { untilMs }] of beliefs) {
      if (nowMs < untilMs) return;
      beliefs.delete(hash);
    }
  }

  function believe(hash: string, credential: string): Promise<Authentication<Actor>> {
    const nowMs = clock.monotonicMs();
    dropOld(nowMs);
    const known = beliefs.get(hash);
    if (known) return known.answer;
    if (beliefs.size >= beliefsMax) beliefs.clear();
    const belief = { untilMs: nowMs + beliefMs, answer: lookUp(credential) };
    beliefs.set(hash, belief);
    const drop = () => beliefs.get(hash) === belief && beliefs.delete(hash);
    // Refusals and failures are not kept: the next request may be luckier, and made-up
    // credentials must not push out the real ones.
    belief.answer.then(({ kind }) => kind === 'refused' && drop(), drop);
    return belief.answer;
  }

  return {
    async authenticate(credential) {
      if (credential.length > credentialLengthMax) return { kind: 'refused', reason: 'unknown' };
      const answer = await believe(hashOf(credential).toString('base64'), credential);
      if (answer.kind === 'refused') return answer;
      const { actor } = answer;
      const expiresAt = actor.kind === 'anonymous' ? null : actor.expiresAt;
      if (expiresAt && expiresAt <= dateOf(clock)) return { kind: 'refused', reason: 'expired' };
      return answer;
    },
    forget: () => beliefs.clear(),
  };
}
