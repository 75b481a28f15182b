import type { Db } from '#db';
import { hashSecret } from '#std/keyed-hash';
import { knownScopes, type SessionActor } from '#teams/audit';
import { scopesOfRole } from './role.ts';
import { isSessionSecret, type SessionEnd, sessionIdleMs } from './session.ts';

/** Why a session is refused: it is unknown, has ended, or its key is not taken from this address. */
export type SessionRefusal = 'unknown' | 'foreign-address' | SessionEnd;

export type SessionResult =
  | { readonly kind: 'authenticated'; readonly actor: SessionActor }
  | { readonly kind: 'refused'; readonly reason: SessionRefusal };

/**
 * Finds the session of a secret, with what it may do: what its role may and no more than its key.
 * Where that may be used from is judged by who knows the address.
 */
export async function authenticateSession(
  db: Db,
  secret: string,
  now: Date,
): Promise<SessionResult> {
  if (!isSessionSecret(secret)) return { kind: 'refused', reason: 'unknown' };
  const row = await db
    .selectFrom('console_sessions as s')
    .leftJoin('api_keys as k', 'k.id', 's.api_key_id')
    .select(['s.id', 's.team_id', 's.role', 's.api_key_id', 's.seen_at', 's.expires_at'])
    .select(['s.end_reason', 'k.scopes', 'k.address_ranges', 'k.revoked_at'])
    .select('k.expires_at as key_expires_at')
    .where('s.hash', '=', hashSecret(secret))
    .executeTakeFirst();
  if (!row) return { kind: 'refused', reason: 'unknown' };
  const { key_expires_at: keyEnd } = row;
  const end = row.end_reason ?? endOf({ ...row, key_expires_at: keyEnd }, now);
  if (end) return { kind: 'refused', reason: end };
  const actor: SessionActor = {
    kind: 'session',
    teamId: row.team_id,
    sessionId: row.id,
    keyId: row.api_key_id,
    role: row.role,
    scopes: scopesOfRole(row.role, knownScopes(row.scopes)),
    addressRanges: row.address_ranges,
    expiresAt: keyEnd && keyEnd < row.expires_at ? keyEnd : row.expires_at,
  };
  return { kind: 'authenticated', actor };
}

interface Ends {
  readonly seen_at: Date;
  readonly expires_at: Date;
  readonly key_expires_at: Date | null;
  readonly revoked_at: Date | null;
}

/** Why it is over by now, although nobody has noted it yet. */
function endOf(row: Ends, now: Date): SessionEnd | null {
  if (row.revoked_at || (row.key_expires_at && row.key_expires_at <= now)) return 'key-ended';
  if (row.expires_at <= now) return 'too-old';
  return row.seen_at.getTime() + sessionIdleMs <= now.getTime() ? 'idle' : null;
}
