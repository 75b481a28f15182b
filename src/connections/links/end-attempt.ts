import { sql } from 'kysely';
import type { Db } from '#db';
import type { AttemptAnswer, AttemptKey } from './link-attempt.ts';

/** Notes what became of an attempt. */
export async function endAttempt(
  db: Db,
  { linkTokenId, attemptId }: AttemptKey,
  answer: AttemptAnswer,
  now: Date,
): Promise<void> {
  await db
    .updateTable('link_attempts')
    .set({ ended_at: now, answer: sql`${JSON.stringify(answer)}::jsonb` })
    .where('link_token_id', '=', linkTokenId)
    .where('attempt_id', '=', attemptId)
    .execute();
}
