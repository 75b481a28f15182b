import type { Db } from '#db';
import type { ConsoleRole } from './role.ts';
import type { SessionOrigin } from './session.ts';

/** A session as others of its team see it. */
export interface OpenSession {
  readonly id: string;
  readonly role: ConsoleRole;
  readonly madeFrom: SessionOrigin;
  /** The name of the key that it was made from; null where it was made from none. */
  readonly keyName: string | null;
  /** From where it was opened. */
  readonly address: string;
  readonly createdAt: Date;
  /** When it was last used, to the minute. */
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

export interface SessionListing {
  readonly teamId: string;
  /** The id before which the page begins; the newest session when absent. */
  readonly beforeId: string | null;
  readonly limit: number;
}

/** A team's open sessions, newest first. */
export async function listSessions(
  db: Db,
  { teamId, beforeId, limit }: SessionListing,
): Promise<OpenSession[]> {
  const rows = await db
    .selectFrom('console_sessions as s')
    .leftJoin('api_keys as k', 'k.id', 's.api_key_id')
    .select(['s.id', 's.role', 's.made_from as madeFrom', 'k.name as keyName', 's.address'])
    .select(['s.created_at as createdAt', 's.seen_at as seenAt', 's.expires_at as expiresAt'])
    .where('s.team_id', '=', teamId)
    .where('s.ended_at', 'is', null)
    .$if(beforeId !== null, (query) => query.where('s.id', '<', beforeId ?? ''))
    .orderBy('s.id', 'desc')
    .limit(limit)
    .execute();
  return rows;
}
