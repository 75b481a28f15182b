import { sql } from 'kysely';
import { type Db, executePrepared } from '#db';
import type { TeamActor, UserTokenActor } from '#teams/audit';

/**
 * Of the given subjects, those that have ended: an API key that is revoked or gone; a user token
 * whose user is deleted or gone, or had all tokens revoked since, or whose key was revoked with all
 * that it opened, or whose session has ended; a session that has ended. One statement, however many there are.
 */
export async function findEndedSubjects(
  db: Db,
  subjects: readonly string[],
): Promise<readonly string[]> {
  const keys = subjects.filter((subject) => subject.startsWith('key '));
  const sessions = subjects.filter((subject) => subject.startsWith('session '));
  const tokens = subjects.filter((subject) => subject.startsWith('user ')).map(partsOf);
  const { rows } = await executePrepared(
    db,
    sql<{ subject: string }>`
    select 'key ' || wanted.id as subject
    from unnest(${keys.map((subject) => subject.slice('key '.length))}::uuid[]) as wanted (id)
    left join api_keys k on k.id = wanted.id
    where k.id is null or k.revoked_at is not null
    union all
    select 'session ' || wanted.id
    from unnest(${sessions.map((subject) => subject.slice('session '.length))}::uuid[])
      as wanted (id)
    left join console_sessions s on s.id = wanted.id
    where s.id is null or s.ended_at is not null
    union all
    select wanted.subject from unnest(
      ${tokens.map(({ subject }) => subject)}::text[],
      ${tokens.map(({ userId }) => userId)}::uuid[],
      ${tokens.map(({ generation }) => generation)}::integer[],
      ${tokens.map(({ keyId }) => keyId)}::uuid[],
      ${tokens.map(({ sessionId }) => sessionId)}::uuid[]
    ) as wanted (subject, user_id, generation, key_id, session_id)
    left join users u on u.id = wanted.user_id
    left join api_keys k on k.id = wanted.key_id
    left join console_sessions s on s.id = wanted.session_id
    where u.id is null or u.deleted_at is not null
      or u.token_generation > wanted.generation
      or k.opened_ended_at is not null
      or wanted.session_id is not null and (s.id is null or s.ended_at is not null)`,
  );
  return rows.map(({ subject }) => subject);
}

/**
 * The subject on which an actor's open subscriptions depend, in the form that `findEndedSubjects`
 * takes: the key or the session itself, or what a token depends on.
 */
export function subjectOf(actor: TeamActor | UserTokenActor): string {
  if (actor.kind === 'session') return `session ${actor.sessionId}`;
  if (actor.kind === 'api-key') return `key ${actor.keyId}`;
  return `user ${actor.userId} ${actor.generation} ${actor.keyId ?? ''} ${actor.sessionId ?? ''}`;
}

function partsOf(subject: string) {
  const [, userId = '', generation = '', keyId = '', sessionId = ''] = subject.split(' ');
  return {
    ...{ subject, userId, generation: Number(generation) },
    keyId: keyId === '' ? null : keyId,
    sessionId: sessionId === '' ? null : sessionId,
  };
}
