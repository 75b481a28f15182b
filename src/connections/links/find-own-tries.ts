import { sql } from 'kysely';
import type { Db } from '#db';
import { passwordProvider } from '#providers';
import { type OwnTry, ownTriesSpanMs } from './next-try.ts';

/** The logins that a user asked for lately, with whatever links. */
export async function findOwnTries(db: Db, userId: string, now: Date): Promise<OwnTry[]> {
  const since = new Date(now.getTime() - ownTriesSpanMs);
  const { rows } = await sql<{ started_at: Date; answer: Record<string, unknown> | null }>`
    select a.started_at, a.answer
    from link_attempts a join link_tokens t on t.id = a.link_token_id
    where t.user_id = ${userId} and a.started_at > ${since}
      and coalesce(a.answer->>'provider', ${passwordProvider}) = ${passwordProvider}`.execute(db);
  return rows.map(({ started_at: startedAt, answer }) => ({
    startedAtMs: startedAt.getTime(),
    kind: typeof answer?.kind === 'string' ? answer.kind : null,
    untilMs: typeof answer?.until === 'string' ? Date.parse(answer.until) : null,
  }));
}
