import { sql } from 'kysely';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { hashSecret } from '#std/keyed-hash';
import type { SessionRefusal } from './authenticate-session.ts';

export interface RefusedSession {
  readonly secret: string;
  readonly reason: SessionRefusal;
  readonly address: string;
}

/**
 * Tells the audit that the cookie of a session is sent that has ended, or from where it is not taken,
 * unless that was told since an instant, by any node.
 */
export async function noteRefusedSession(
  db: Db,
  clock: Clock,
  { secret, reason, address }: RefusedSession,
  since: Date,
): Promise<void> {
  const now = dateOf(clock);
  await sql`
    insert into audit_entries (id, team_id, at, actor_kind, actor_id, action, subject_kind,
      subject_id, address, detail)
    select ${newId(clock)}, s.team_id, ${now}, 'session', s.id::text, 'session.refused', 'session',
      s.id::text, ${address}, ${JSON.stringify({ reason })}::jsonb
    from console_sessions s
    where s.hash = ${hashSecret(secret)}
      and pg_try_advisory_xact_lock(hashtextextended('refused ' || s.id, 0))
      and not exists (
        select from audit_entries a where a.team_id = s.team_id and a.action = 'session.refused'
          and a.actor_id = s.id::text and a.at > ${since} and a.detail->>'reason' = ${reason}
      )`.execute(db);
}
