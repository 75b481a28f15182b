import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { decideLogin, type LoginDecision, loginWindowMs, permitsInWindow } from './login-budget.ts';

/** How long Dexcom keeps an account locked, as its clients tell their users. */
export const lockoutMs = 10 * 60 * 1000;

/** A budget is forgotten when nothing in it can count any more. */
const budgetLifeMs = 24 * 60 * 60 * 1000;

/**
 * Takes one login permit on every key given, or none. Commits before it returns, so that the
 * request that follows is counted even if this process is killed while it is under way. A name that
 * is known to lead to an account draws on the account's budget as well.
 */
export function takeLoginPermit(
  db: Db,
  keys: readonly Buffer[],
  now: Date,
): Promise<LoginDecision> {
  return inTransaction(db, async (tx) => {
    const allKeys = await withKnownAccounts(tx, keys);
    const budgets = await lockBudgets(tx, allKeys, now);
    const decision = decideLogin(
      budgets.map((row) => ({
        permitsAtMs: row.permits.map((permit) => permit.getTime()),
        lockedUntilMs: row.locked_until?.getTime() ?? null,
      })),
      now.getTime(),
    );
    if (decision.kind === 'granted') await writePermits(tx, budgets, now);
    return decision;
  });
}

/** Notes that Dexcom has locked an account: no login leaves before the end of it. */
export async function recordLockout(db: Db, keys: readonly Buffer[], until: Date): Promise<void> {
  await db
    .updateTable('login_budgets')
    .set({ locked_until: until, expires_at: new Date(until.getTime() + budgetLifeMs) })
    .where('key', 'in', [...keys])
    .execute();
}

/** Notes that a name leads to an account, so that its other names share the account's budget. */
export async function recordNameOfAccount(
  db: Db,
  nameKey: Buffer,
  accountKey: Buffer,
  now: Date,
): Promise<void> {
  const expiresAt = new Date(now.getTime() + budgetLifeMs);
  await db
    .insertInto('login_budgets')
    .values({ key: nameKey, account_key: accountKey, expires_at: expiresAt, locked_until: null })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({ account_key: accountKey, expires_at: expiresAt }),
    )
    .execute();
}

async function withKnownAccounts(db: Db, keys: readonly Buffer[]): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('login_budgets')
    .select('account_key')
    .where('key', 'in', [...keys])
    .where('account_key', 'is not', null)
    .execute();
  const all = [...keys, ...rows.flatMap((row) => (row.account_key ? [row.account_key] : []))];
  return [...new Map(all.map((key) => [key.toString('hex'), key])).values()];
}

interface BudgetRow {
  key: Buffer;
  permits: Date[];
  locked_until: Date | null;
}

/** Locks in the order of the keys, so that two takers of the same keys cannot wait for each other. */
async function lockBudgets(db: Db, keys: readonly Buffer[], now: Date): Promise<BudgetRow[]> {
  const sorted = keys.toSorted(Buffer.compare);
  await sql`
    insert into login_budgets (key, expires_at)
    select key, ${now}::timestamptz + interval '1 day' from unnest(${sorted}::bytea[]) as k (key)
    order by key on conflict do nothing`.execute(db);
  const { rows } = await sql<BudgetRow>`
    select key, permits, locked_until from login_budgets
    where key = any(${sorted}::bytea[]) order by key for update`.execute(db);
  return rows;
}

async function writePermits(db: Db, budgets: readonly BudgetRow[], now: Date): Promise<void> {
  for (const budget of budgets) {
    const kept = permitsInWindow(
      budget.permits.map((permit) => permit.getTime()),
      now.getTime(),
    );
    const permits = [...kept.map((atMs) => new Date(atMs)), now];
    const expiresAt = new Date(now.getTime() + loginWindowMs + budgetLifeMs);
    await sql`
      update login_budgets set permits = ${permits}::timestamptz[], expires_at = ${expiresAt}
      where key = ${budget.key}`.execute(db);
  }
}
