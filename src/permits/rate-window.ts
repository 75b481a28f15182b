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

/**
 * Takes one hit of each window, or none and says from when on all have one again. A hit from the
 * future (a clock was set back) counts as one of this moment.
 */
export function takeHits(db: Db, windows: readonly RateWindow[], now: Date): Promise<Date | null> {
  return inTransaction(db, async (tx) => {
    const sorted = windows.toSorted((one, other) => Buffer.compare(one.key, other.key));
    const locked = [];
    for (const window of sorted) locked.push({ ...window, hits: await lockHits(tx, window, now) });
    const freeAtMs = Math.max(...locked.map(freeAt));
    if (freeAtMs > now.getTime()) return new Date(freeAtMs);
    for (const { key, hits } of locked) {
      const all = [...hits, now.getTime()].map((atMs) => new Date(atMs));
      await sql`
        update rate_windows set hits = ${all}::timestamptz[] where key = ${key}`.execute(tx);
    }
    return null;
  });
}

/** Gives back the hits that were taken of each window at a moment. */
export async function returnHits(
  db: Db,
  windows: readonly RateWindow[],
  takenAt: Date,
): Promise<void> {
  await sql`
    update rate_windows set hits = array_remove(hits, ${takenAt}::timestamptz)
    where key = any(${windows.map(({ key }) => key)}::bytea[])`.execute(db);
}

/** Locks the row, making it, in one statement, so that it is not forgotten in between. */
async function lockHits(db: Db, { key, windowMs }: RateWindow, now: Date): Promise<number[]> {
  const nowMs = now.getTime();
  const { rows } = await sql<{ hits: Date[] }>`
    insert into rate_windows as w (key, expires_at)
    values (${key}, ${new Date(nowMs + windowMs)})
    on conflict (key) do update set expires_at = excluded.expires_at
    returning hits`.execute(db);
  return (rows[0]?.hits ?? [])
    .map((hit) => Math.min(hit.getTime(), nowMs))
    .filter((atMs) => atMs > nowMs - windowMs)
    .toSorted((one, other) => one - other);
}

function freeAt({ hits, hitsMax, windowMs }: RateWindow & { readonly hits: readonly number[] }) {
  const oldest = hits.at(-hitsMax);
  return oldest === undefined ? 0 : oldest + windowMs;
}

/** From when on each window has a hit again; in the past where it has one now. Takes none. */
export async function findFreeAt(db: Db, windows: readonly RateWindow[], now: Date): Promise<Date> {
  const keys = windows.map(({ key }) => key);
  const rows = await db
    .selectFrom('rate_windows')
    .select(['key', 'hits'])
    .where('key', 'in', keys)
    .execute();
  const nowMs = now.getTime();
  const freeAtMs = windows.map((window) => {
    const row = rows.find(({ key }) => key.equals(window.key));
    const hits = (row?.hits ?? [])
      .map((hit) => Math.min(hit.getTime(), nowMs))
      .filter((atMs) => atMs > nowMs - window.windowMs)
      .toSorted((one, other) => one - other);
    return freeAt({ ...window, hits });
  });
  return new Date(Math.max(...freeAtMs));
}
