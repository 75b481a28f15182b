import { sql } from 'kysely';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { OpenedLinksHook } from '#teams';

/** Links that are neither used nor expired nor revoked. */
const isOpenAt = (now: Date) =>
  sql<boolean>`used_at is null and revoked_at is null and expires_at > ${now}`;

/** Takes back all links of a user. */
export async function endLinksOfUser(db: Db, userId: string, now: Date): Promise<void> {
  await db
    .updateTable('link_tokens')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where(isOpenAt(now))
    .execute();
}

/** Counts the links that were made with API keys, and takes them back when told. */
export function openedLinks(clock: Clock): OpenedLinksHook {
  return async (db, keyIds, { ends }) => {
    const now = dateOf(clock);
    const { count } = await db
      .selectFrom('link_tokens')
      .select(({ fn }) => fn.countAll().as('count'))
      .where('created_by_key_id', 'in', keyIds)
      .where(isOpenAt(now))
      .executeTakeFirstOrThrow();
    if (ends) {
      await db
        .updateTable('link_tokens')
        .set({ revoked_at: now })
        .where('created_by_key_id', 'in', keyIds)
        .where(isOpenAt(now))
        .execute();
    }
    return Number(count);
  };
}
