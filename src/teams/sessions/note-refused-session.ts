import { sql } from 'kysely';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { hashSecret } from '#std/keyed-hash';

/** A cookie that goes on being sent after its session's end is told once in so long. */
const tellAgainMs = 3_600_000;

/**
 * Tells the audit that the cookie of a session that has ended is still sent, unless that was told
 * within the hour, by any node.
 */
export async function noteRefusedSession(
  db: Db,
  clock: Clock,
  { secret, address }: { readonly secret: string; readonly address: string },
): Promise<void> {
  const now = dateOf(clock);
  const since = new Date(now.getTime() - tellAgainMs);
  await sql`
    insert into audit_entries (id, team_id, at, actor_kind, actor_id, action, subject_kind,
      subject_id, address, detail)
    select ${newId(clock)}, s.team_id, ${now}, 'session', s.id::text, 'session.refused', 'session',
      s.id::text, ${address}, jsonb_build_object('reason', s.end_reason)
    from console_sessions s
    where s.hash = ${hashSecret(secret)} and s.ended_at is not null
      and pg_try_advisory_xact_lock(hashtextextended('refused ' || s.id, 0))
      and not exists (
        select from audit_entries a where a.team_id = s.team_id and a.action = 'session.refused'
          and a.actor_id = s.id::text and a.at > ${since}
      )`.execute(db);
}
