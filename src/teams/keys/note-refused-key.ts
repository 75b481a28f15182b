import { sql } from 'kysely';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { CredentialRefusal } from './authenticate-api-key.ts';

/** A key that is known and was refused. */
export interface RefusedKey {
  readonly teamId: string;
  readonly keyId: string;
  readonly reason: CredentialRefusal;
  readonly address: string;
}

/**
 * Tells the audit that a key is used that is not good, or not there, unless that was told since an
 * instant, by any node.
 */
export async function noteRefusedKey(
  db: Db,
  clock: Clock,
  refused: RefusedKey,
  since: Date,
): Promise<void> {
  const { teamId, keyId, reason, address } = refused;
  const now = dateOf(clock);
  await sql`
    insert into audit_entries (id, team_id, at, actor_kind, actor_id, action, subject_kind,
      subject_id, address, detail)
    select ${newId(clock)}, ${teamId}, ${now}, 'api-key', ${keyId}, 'credential.refused', 'api-key',
      ${keyId}, ${address}, ${JSON.stringify({ reason })}::jsonb
    where pg_try_advisory_xact_lock(hashtextextended('refused ' || ${keyId}, 0))
      and not exists (
        select from audit_entries where team_id = ${teamId} and action = 'credential.refused'
          and actor_id = ${keyId} and at > ${since} and detail->>'reason' = ${reason}
      )`.execute(db);
}
