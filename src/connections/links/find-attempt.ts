import type { Db } from '#db';
import type { Attempt, AttemptAnswer, AttemptKey } from './link-attempt.ts';

/** What became of an attempt; `unknown` when none of that id has arrived. */
export async function findAttempt(
  db: Db,
  { linkTokenId, attemptId }: AttemptKey,
): Promise<Attempt> {
  const row = await db
    .selectFrom('link_attempts')
    .select(['started_at', 'answer'])
    .where('link_token_id', '=', linkTokenId)
    .where('attempt_id', '=', attemptId)
    .executeTakeFirst();
  if (!row) return { kind: 'unknown' };
  const startedAt = row.started_at;
  if (!row.answer) return { kind: 'pending', startedAt };
  return { kind: 'ended', startedAt, answer: row.answer as AttemptAnswer };
}
