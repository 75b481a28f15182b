import { sql } from 'kysely';
import type { Db } from '#db';

/**
 * Of what keeps something open, that which has ended: `key <id>` once the key is revoked or gone,
 * `user <id>` once the user is deleted or gone. One statement, however many there are.
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
