import { type Db, inTransaction } from '#db';
import type { Clock } from '#std/clock';
import type { AuditSource } from '#teams/audit';
import { appendAuditEntry } from '#teams/audit';
import { findTokenGeneration } from '#teams/users';
import type { SignedToken } from './signed-tokens.ts';
import type { UserTokenGrant, UserTokens } from './user-tokens.ts';

/** Issues a token for a user that is not deleted; null when the team has no such user. */
export function createUserToken(
  db: Db,
  clock: Clock,
  source: AuditSource,
  tokens: UserTokens,
  grant: UserTokenGrant,
): Promise<SignedToken | null> {
  const { teamId, userId, scopes, ttlSeconds } = grant;
  return inTransaction(db, async (db) => {
    const generation = await findTokenGeneration(db, teamId, userId);
    if (generation === null) return null;
    const issued = await tokens.issue(grant, generation);
    await appendAuditEntry(db, clock, source, {
      action: 'user-token.created',
      teamId,
      subject: { kind: 'user', id: userId },
      detail: { tokenId: issued.tokenId, scopes: scopes.join(' '), ttlSeconds, generation },
    });
    return issued;
  });
}
