import { sql } from 'kysely';
import type { Db } from '#db';
import type { ApiKeyActor, UserTokenActor } from '#teams/audit';

/**
 * Of the given subjects, those that have ended: `key <id>` if the key is revoked or gone, `user <id>`
 * if the user is deleted or gone. One statement, however many there are.
 */
export async function findEndedSubjects(
  db: Db,
  subjects: readonly string[],
): Promise<readonly string[]> {
  const idsOf = (kind: string) =>
    subjects
      .filter((subject) => subject.startsWith(kind))
      .map((subject) => subject.slice(kind.length));
  const { rows } = await sql<{ subject: string }>`
    select 'key ' || wanted.id as subject from unnest(${idsOf('key ')}::uuid[]) as wanted (id)
    left join api_keys k on k.id = wanted.id
    where k.id is null or k.revoked_at is not null
    union all
    select 'user ' || wanted.id from unnest(${idsOf('user ')}::uuid[]) as wanted (id)
    left join users u on u.id = wanted.id
    where u.id is null or u.deleted_at is not null`.execute(db);
  return rows.map(({ subject }) => subject);
}

/**
 * The subject on which an actor's open subscriptions depend, in the form that `findEndedSubjects`
 * takes: the key itself, or the user for whom a token was issued.
 */
export function subjectOf(actor: ApiKeyActor | UserTokenActor): string {
  return actor.kind === 'api-key' ? `key ${actor.keyId}` : `user ${actor.userId}`;
}
