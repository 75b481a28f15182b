import { sql } from 'kysely';
import type { Db } from '#db';
import { inWindow, type LoginBudget } from './login-budget.ts';

/** A budget as it is stored, locked by this transaction. */
export interface BudgetRow {
  readonly key: Buffer;
  /** Of a name: the account that it is known to lead to. */
  readonly accountKey: Buffer | null;
  readonly budget: Omit<LoginBudget, 'isOfStranger'>;
}

const dayMs = 24 * 60 * 60 * 1000;

/** A budget is forgotten so long after it was last drawn on; nothing in it counts for longer. */
const budgetLifeMs = 2 * dayMs;

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
export async function lockBudgets(
  db: Db,
  keys: readonly Buffer[],
  now: Date,
): Promise<readonly BudgetRow[]> {
  const sorted = keys.toSorted(Buffer.compare);
  const { rows } = await sql<StoredBudget>`
    insert into login_budgets as b (key, expires_at)
    select key, ${new Date(now.getTime() + budgetLifeMs)}::timestamptz
    from unnest(${sorted}::bytea[]) as k (key) order by key
    on conflict (key) do update set expires_at = greatest(b.expires_at, excluded.expires_at)
    returning key, account_key, permits, extra_requests, locked_until, throttled_until`.execute(db);
  return rows.map((row) => ({
    key: row.key,
    accountKey: row.account_key,
    budget: {
      permitsAtMs: row.permits.map((at) => at.getTime()),
      extraRequestsAtMs: row.extra_requests.map((at) => at.getTime()),
      lockedUntilMs: row.locked_until?.getTime() ?? null,
      throttledUntilMs: row.throttled_until?.getTime() ?? null,
    },
  }));
}

interface StoredBudget {
  key: Buffer;
  account_key: Buffer | null;
  permits: Date[];
  extra_requests: Date[];
  locked_until: Date | null;
  throttled_until: Date | null;
}

/** Adds to budgets that this transaction has locked, and drops what counts no more. */
export async function addToBudgets(
  db: Db,
  rows: readonly BudgetRow[],
  added: Pick<LoginBudget, 'permitsAtMs' | 'extraRequestsAtMs'>,
  now: Date,
): Promise<void> {
  const grown = (known: readonly number[], more: readonly number[]) =>
    [...inWindow(known, now.getTime()), ...more].map((atMs) => new Date(atMs));
  for (const { key, budget } of rows) {
    const permits = grown(budget.permitsAtMs, added.permitsAtMs);
    const extraRequests = grown(budget.extraRequestsAtMs, added.extraRequestsAtMs);
    await sql`
      update login_budgets set permits = ${permits}::timestamptz[],
        extra_requests = ${extraRequests}::timestamptz[]
      where key = ${key}`.execute(db);
  }
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
