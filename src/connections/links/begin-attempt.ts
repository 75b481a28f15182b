import { sql } from 'kysely';
import type { Db } from '#db';
import type { AttemptKey } from './link-attempt.ts';

/** Attempts of one link that are kept; far more than its wearer can make in its hour. */
export const attemptsPerLinkMax = 100;

/** Notes that an attempt begins, unless there is one of that id, or too many. */
export async function beginAttempt(
  db: Db,
  { linkTokenId, attemptId }: AttemptKey,
  now: Date,
): Promise<'begun' | 'there-already' | 'too-many'> {
  const { rows } = await sql<{ is_begun: boolean; is_there: boolean }>`
    with begun as (
      insert into link_attempts (link_token_id, attempt_id, started_at)
      select ${linkTokenId}, ${attemptId}, ${now}
      where (
        select count(*) from link_attempts where link_token_id = ${linkTokenId}
      ) < ${attemptsPerLinkMax}
      on conflict do nothing returning 1
    )
    select exists (select from begun) as is_begun, exists (
      select from link_attempts where link_token_id = ${linkTokenId} and attempt_id = ${attemptId}
    ) as is_there`.execute(db);
  const [row] = rows;
  if (row?.is_begun) return 'begun';
  // Of two at once, the second sees the row of the first only in its next look.
  return row?.is_there || (await hasRoom(db, linkTokenId)) ? 'there-already' : 'too-many';
}

async function hasRoom(db: Db, linkTokenId: string): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from link_attempts where link_token_id = ${linkTokenId}`.execute(db);
  return Number(rows[0]?.count) < attemptsPerLinkMax;
}
