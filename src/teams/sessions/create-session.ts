import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { hashSecret } from '#std/keyed-hash';
import { appendAuditEntry } from '#teams/audit';
import type { ConsoleRole } from './role.ts';
import { newSessionSecret, type SessionOrigin, sessionLifeMsMax } from './session.ts';

export interface NewSession {
  readonly teamId: string;
  readonly role: ConsoleRole;
  readonly madeFrom: SessionOrigin;
  /** Of a session that is made from a key. */
  readonly apiKeyId: string | null;
  readonly address: string;
}

export interface SessionCreation {
  readonly sessionId: string;
  /** For the cookie; it is told once. */
  readonly secret: string;
}

/** Null when the key was revoked meanwhile: it is locked, so that who revokes it ends the session. */
export function createSession(
  db: Db,
  clock: Clock,
  { teamId, role, madeFrom, apiKeyId, address }: NewSession,
): Promise<SessionCreation | null> {
  return inTransaction(db, async (db) => {
    if (apiKeyId !== null && !(await lockGoodKey(db, apiKeyId))) return null;
    const secret = newSessionSecret();
    const now = dateOf(clock);
    const id = newId(clock);
    await db
      .insertInto('console_sessions')
      .values({
        id,
        team_id: teamId,
        hash: hashSecret(secret),
        role,
        made_from: madeFrom,
        api_key_id: apiKeyId,
        address,
        created_at: now,
        seen_at: now,
        expires_at: new Date(now.getTime() + sessionLifeMsMax),
      })
      .execute();
    const source = { kind: 'session', id, address } as const;
    await appendAuditEntry(db, clock, source, {
      action: 'session.created',
      teamId,
      subject: { kind: 'session', id },
      detail: { role, madeFrom, apiKeyId },
    });
    return { sessionId: id, secret };
  });
}

async function lockGoodKey(db: Db, keyId: string): Promise<boolean> {
  const row = await db
    .selectFrom('api_keys')
    .select('id')
    .where('id', '=', keyId)
    .where('revoked_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}
