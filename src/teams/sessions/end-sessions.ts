import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { type AuditSource, appendAuditEntry, systemSource } from '#teams/audit';
import { type SessionEnd, sessionIdleMs } from './session.ts';

/** Which open sessions: one of them, those of keys, or all of a team that came from a code. */
export type SessionsToEnd =
  | { readonly teamId: string; readonly sessionId: string }
  | { readonly keyIds: readonly string[] }
  | { readonly teamId: string; readonly alike: string }
  | { readonly teamId: string };

/**
 * Ends open sessions, each with its entry in the audit, and returns how many there were. `alike` is a
 * session: those of its key are ended with it, and of one without a key those without, of its role.
 */
export function endSessions(
  db: Db,
  clock: Clock,
  source: AuditSource,
  which: SessionsToEnd,
  reason: SessionEnd,
): Promise<number> {
  return inTransaction(db, async (db) => {
    const { rows } = await sql<EndedRow>`
      update console_sessions s set ended_at = ${dateOf(clock)}, end_reason = ${reason}
      where s.ended_at is null and ${conditionOf(which)}
      returning s.id, s.team_id as "teamId"`.execute(db);
    for (const row of rows) await recordEnd(db, clock, source, { ...row, reason });
    return rows.length;
  });
}

interface EndedRow {
  readonly id: string;
  readonly teamId: string;
}

function conditionOf(which: SessionsToEnd) {
  if ('keyIds' in which) return sql`s.api_key_id = any(${which.keyIds}::uuid[])`;
  const ofTeam = sql`s.team_id = ${which.teamId}`;
  if ('sessionId' in which) return sql`${ofTeam} and s.id = ${which.sessionId}`;
  if (!('alike' in which)) return ofTeam;
  return sql`${ofTeam} and exists (
    select from console_sessions own where own.id = ${which.alike}
      and s.api_key_id is not distinct from own.api_key_id
      and (own.api_key_id is not null or s.role = own.role))`;
}

/** How many sessions that are over by their age are noted at once. */
const agedMax = 500;

/** Notes which sessions have come to their end by themselves, so that the audit and sockets know. */
export function endAgedSessions(db: Db, clock: Clock): Promise<number> {
  const now = dateOf(clock);
  const idleSince = new Date(now.getTime() - sessionIdleMs);
  return inTransaction(db, async (db) => {
    const { rows } = await sql<EndedRow & { reason: SessionEnd }>`
      with aged as (
        select s.id, case when k.expires_at <= ${now} then 'key-ended'
          when s.expires_at <= ${now} then 'too-old' else 'idle' end as reason
        from console_sessions s left join api_keys k on k.id = s.api_key_id
        where s.ended_at is null
          and (s.expires_at <= ${now} or s.seen_at <= ${idleSince} or k.expires_at <= ${now})
        order by s.id limit ${agedMax} for update of s skip locked
      )
      update console_sessions s set ended_at = ${now}, end_reason = aged.reason
      from aged where s.id = aged.id
      returning s.id, s.team_id as "teamId", aged.reason`.execute(db);
    for (const row of rows) await recordEnd(db, clock, systemSource, row);
    return rows.length;
  });
}

function recordEnd(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { id, teamId, reason }: EndedRow & { readonly reason: SessionEnd },
): Promise<void> {
  const subject = { kind: 'session', id };
  return appendAuditEntry(db, clock, source, {
    action: 'session.ended',
    teamId,
    subject,
    detail: { reason },
  });
}
