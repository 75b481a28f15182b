import { sql } from 'kysely';
import type { Db } from '#db';
import type { AuditEntry } from './audit/index.ts';

type AuditedActor = Pick<AuditEntry, 'actorKind' | 'actorId'>;

/**
 * The names of those who did what the audit tells, in the order of the entries: of a key its name, of
 * a session the name of its key, or its role. Null for others, and for keys of another team.
 */
export async function listActorNames(
  db: Db,
  teamId: string,
  actors: readonly AuditedActor[],
): Promise<(string | null)[]> {
  const idsOf = (kind: AuditedActor['actorKind']) =>
    actors.flatMap(({ actorKind, actorId }) => (actorKind === kind && actorId ? [actorId] : []));
  const { rows } = await sql<{ id: string; name: string }>`
    select id::text, name from api_keys
    where team_id = ${teamId} and id = any(${idsOf('api-key')}::uuid[])
    union all
    select s.id::text, coalesce(k.name, s.role)
    from console_sessions s left join api_keys k on k.id = s.api_key_id
    where s.team_id = ${teamId} and s.id = any(${idsOf('session')}::uuid[])`.execute(db);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return actors.map(({ actorId }) => (actorId === null ? null : (names.get(actorId) ?? null)));
}
