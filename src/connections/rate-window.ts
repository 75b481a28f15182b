import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';

/**
 * Counts hits on a key in a sliding window, shared by all nodes. The key is a keyed hash, so that an
 * address or a name is told apart but not kept; the row is forgotten with its window.
 */
export interface RateWindow {
  readonly key: Buffer;
  readonly windowMs: number;
  readonly hitsMax: number;
}

/** Takes one hit, or says from when on there is one again. */
export function takeHit(db: Db, window: RateWindow, now: Date): Promise<Date | null> {
  return inTransaction(db, async (tx) => {
    const expiresAt = new Date(now.getTime() + window.windowMs);
    await sql`
      insert into rate_windows (key, expires_at) values (${window.key}, ${expiresAt})
      on conflict do nothing`.execute(tx);
    const { rows } = await sql<{ hits: Date[] }>`
      select hits from rate_windows where key = ${window.key} for update`.execute(tx);
    const since = now.getTime() - window.windowMs;
    const hits = (rows[0]?.hits ?? []).filter((hit) => hit.getTime() > since);
    const oldest = hits.at(-window.hitsMax);
    if (oldest) return new Date(oldest.getTime() + window.windowMs);
    await sql`
      update rate_windows set hits = ${[...hits, now]}::timestamptz[], expires_at = ${expiresAt}
      where key = ${window.key}`.execute(tx);
    return null;
  });
}

/** Forgets what can no longer count. Returns how many rows left. */
export async function forgetExpired(db: Db, now: Date): Promise<number> {
  const windows = await db
    .deleteFrom('rate_windows')
    .where('expires_at', '<', now)
    .executeTakeFirst();
  const budgets = await db
    .deleteFrom('login_budgets')
    .where('expires_at', '<', now)
    .executeTakeFirst();
  return Number(windows.numDeletedRows + budgets.numDeletedRows);
}
