import { sql } from 'kysely';
import type { Db } from '#db';

/** What a key opened and what may still be used; of keys that it made, also what these opened. */
export interface OpenedByKey {
  /** Whether it was ended with the key. */
  readonly isEnded: boolean;
  /** Of the keys that it made, those that were good when it was revoked; newest first. */
  readonly apiKeyIds: readonly string[];
  readonly userTokenCount: number;
  readonly linkTokenCount: number;
  /** Webhook endpoints that it made, oldest first; they belong to the team, and go on. */
  readonly endpointIds: readonly string[];
}

/** A key as one of those that another one made. */
export interface MadeKey {
  readonly id: string;
  readonly isGood: boolean;
}

/**
 * The keys that a key made, directly or through others, newest first and locked. What `sparedKeyId`
 * made is left out, with itself: who ends what a key opened keeps the key that this is asked with.
 */
export async function lockKeysMadeBy(
  db: Db,
  { keyId, sparedKeyId, now }: { keyId: string; sparedKeyId: string | null; now: Date },
): Promise<readonly MadeKey[]> {
  const { rows } = await sql<MadeKey>`
    with recursive made (id) as (
      select id from api_keys
      where created_by_key_id = ${keyId} and id is distinct from ${sparedKeyId}
      union
      select k.id from api_keys k join made on k.created_by_key_id = made.id
      where k.id is distinct from ${sparedKeyId}
    )
    select id, revoked_at is null and coalesce(expires_at > ${now}, true) as "isGood"
    from api_keys where id in (select id from made) order by id desc
    for update`.execute(db);
  return rows;
}

/** Whether a key did what an entry of the audit tells, itself or in a session that it made. */
const sqlIsDoneBy = (keyIds: readonly string[]) => sql`(
  a.actor_kind = 'api-key' and a.actor_id = any(${keyIds}::text[])
  or a.actor_kind = 'session' and a.actor_id in (
    select s.id::text from console_sessions s where s.api_key_id = any(${keyIds}::uuid[])))`;

/** What these keys, and their sessions, made by an action, as far as the audit reaches back. */
export async function findMadeBy(
  db: Db,
  { teamId, keyIds, action }: { teamId: string; keyIds: readonly string[]; action: string },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct a.subject_id as id from audit_entries a
    where a.team_id = ${teamId} and a.action = ${action} and a.subject_id is not null
      and ${sqlIsDoneBy(keyIds)}`.execute(db);
  return rows.map(({ id }) => id);
}

/** A user token lives no longer than this, so older entries of the audit need not be read. */
const tokenLifeMax = '24 hours';

/** How many user tokens of these keys, and of their sessions, are still good. Tokens are not stored; the audit tells them. */
export async function countUserTokens(
  db: Db,
  teamId: string,
  keyIds: readonly string[],
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
    from audit_entries a join users u
      on u.id = case when a.subject_kind = 'user' then a.subject_id::uuid end
    where a.team_id = ${teamId} and a.action = 'user-token.created'
      and ${sqlIsDoneBy(keyIds)}
      and a.at > ${now}::timestamptz - ${tokenLifeMax}::interval
      and a.at + make_interval(secs => (a.detail->>'ttlSeconds')::integer) > ${now}
      and u.deleted_at is null
      and u.token_generation <= coalesce((a.detail->>'generation')::integer, 0)`.execute(db);
  return rows[0]?.count ?? 0;
}
