import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { type AddedCount, type LoginCount, type LoginWait, longestPermitTimes } from '#providers';

const dayMs = 24 * 60 * 60 * 1000;

/** A count is forgotten so long after it was last added to; nothing in it counts for longer. */
const countLifeMs = 2 * dayMs;

/** Which account a name leads to is remembered for longer: it says whose budget the name draws on. */
const nameLifeMs = 90 * dayMs;

/** The keys, and those of the accounts that names among them are known to lead to. */
export async function withKnownAccounts(db: Db, keys: readonly Buffer[]): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('login_budgets')
    .select('account_key')
    .where('key', 'in', [...keys])
    .where('account_key', 'is not', null)
    .execute();
  const all = [...keys, ...rows.flatMap((row) => (row.account_key ? [row.account_key] : []))];
  return [...new Map(all.map((key) => [key.toString('hex'), key])).values()];
}

/**
 * Locks and reads, making what is not there, in the order of the keys, so that two takers of the
 * same keys cannot wait for each other; in one statement, so that none is forgotten in between.
 */
export async function lockCounts(
  db: Db,
  keys: readonly Buffer[],
  now: Date,
): Promise<readonly LoginCount[]> {
  const sorted = keys.toSorted(Buffer.compare);
  const { rows } = await sql<StoredCount>`
    insert into login_budgets as b (key, expires_at)
    select key, ${new Date(now.getTime() + countLifeMs)}::timestamptz
    from unnest(${sorted}::bytea[]) as k (key) order by key
    on conflict (key) do update set expires_at = greatest(b.expires_at, excluded.expires_at)
    returning key, account_key, permits, stranger_permits, extra_requests, locked_until,
      throttled_until, refusal_count, retry_at`.execute(db);
  return rows.map((row) => ({
    key: row.key,
    accountKey: row.account_key,
    permitsAtMs: row.permits.map((at) => at.getTime()),
    strangersAtMs: row.stranger_permits.map((at) => at.getTime()),
    extraRequestsAtMs: row.extra_requests.map((at) => at.getTime()),
    lockedUntilMs: row.locked_until?.getTime() ?? null,
    throttledUntilMs: row.throttled_until?.getTime() ?? null,
    refusalCount: row.refusal_count,
    retryAtMs: row.retry_at?.getTime() ?? null,
  }));
}

interface StoredCount {
  key: Buffer;
  account_key: Buffer | null;
  permits: Date[];
  stranger_permits: Date[];
  extra_requests: Date[];
  locked_until: Date | null;
  throttled_until: Date | null;
  refusal_count: number;
  retry_at: Date | null;
}

/** Adds to counts that this transaction has locked, and drops what counts no more. */
export async function addToCounts(
  db: Db,
  counts: readonly LoginCount[],
  added: readonly AddedCount[],
  now: Date,
): Promise<void> {
  for (const { key, permitsAtMs, extraRequestsAtMs, ...more } of added) {
    const known = counts.find((count) => count.key.equals(key));
    const { strangersAtMs = [], provenAtMs = [], patience = known } = more;
    const permits = grown(known?.permitsAtMs ?? [], permitsAtMs, now);
    const extraRequests = grown(known?.extraRequestsAtMs ?? [], extraRequestsAtMs, now);
    const unproven = known?.strangersAtMs.filter((atMs) => !provenAtMs.includes(atMs)) ?? [];
    const strangers = grown(unproven, strangersAtMs, now);
    const retryAt = patience?.retryAtMs ? new Date(patience.retryAtMs) : null;
    await sql`
      update login_budgets set permits = ${permits}::timestamptz[],
        stranger_permits = ${strangers}::timestamptz[],
        extra_requests = ${extraRequests}::timestamptz[],
        refusal_count = ${patience?.refusalCount ?? 0}, retry_at = ${retryAt}
      where key = ${key}`.execute(db);
  }
}

/** Those that still count, oldest first and none later than now, and what is new. */
function grown(known: readonly number[], added: readonly number[], now: Date): readonly Date[] {
  const nowMs = now.getTime();
  const counting = known
    .filter((atMs) => atMs > nowMs - longestPermitTimes.countsForMs)
    .map((atMs) => Math.min(atMs, nowMs))
    .toSorted((one, other) => one - other);
  return [...counting, ...added].map((atMs) => new Date(atMs));
}

/** Notes that a name leads to an account, so that all names of it share one budget. */
export async function recordNameOfAccount(
  db: Db,
  nameKey: Buffer,
  accountKey: Buffer,
  now: Date,
): Promise<void> {
  await db
    .updateTable('login_budgets')
    .set({ account_key: accountKey, expires_at: new Date(now.getTime() + nameLifeMs) })
    .where('key', '=', nameKey)
    .execute();
}

/** No login leaves before the end of a lockout, or of the time that the provider asked for. */
export function recordWait(
  db: Db,
  keys: readonly Buffer[],
  { kind, until }: LoginWait,
  now: Date,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const counts = await lockCounts(tx, await withKnownAccounts(tx, keys), now);
    const wait = kind === 'locked' ? { locked_until: until } : { throttled_until: until };
    const locked = counts.map(({ key }) => key);
    await tx.updateTable('login_budgets').set(wait).where('key', 'in', locked).execute();
  });
}
