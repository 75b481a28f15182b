import type { ApiKeyActor, UserTokenActor } from '#teams/audit';

/**
 * Whose end ends what an actor has opened before its time, in the words of `findEndedSubjects`: the
 * key itself, or the user for whom a token was issued.
 */
export function subjectOf(actor: ApiKeyActor | UserTokenActor): string {
  return actor.kind === 'api-key' ? `key ${actor.keyId}` : `user ${actor.userId}`;
}
