import { type Db, inTransaction } from '#db';
import { decideLogin, type LoginDecision } from './login-budget.ts';
import {
  addToBudgets,
  lockBudgets,
  recordNameOfAccount,
  withKnownAccounts,
} from './login-budget-rows.ts';

/** How long Dexcom keeps an account locked, as its clients tell their users. */
export const lockoutMs = 10 * 60 * 1000;

export interface PermitRequest {
  /** Of the account where it is known, and of the name where one is sent. */
  readonly keys: readonly Buffer[];
  readonly requestCount: 1 | 2;
  /** Whether the caller may still ask: a poll may have been outrun. Asked in the transaction. */
  readonly isHeld?: ((db: Db) => Promise<boolean>) | undefined;
}

export type LoginPermit =
  | {
      readonly kind: 'granted';
      /** All that it was taken from: known accounts of names included. */
      readonly keys: readonly Buffer[];
    }
  | Extract<LoginDecision, { kind: 'denied' }>
  | { readonly kind: 'outrun' };

/**
 * Takes one login permit on every key given, or none. Commits before it returns, so that the
 * request that follows is counted even if this process is killed while it is under way. A name that
 * is known to lead to an account draws on the account's budget as well.
 */
export function takeLoginPermit(
  db: Db,
  { keys, requestCount, isHeld }: PermitRequest,
  now: Date,
): Promise<LoginPermit> {
  return inTransaction(db, async (tx) => {
    const rows = await lockBudgets(tx, await withKnownAccounts(tx, keys), now);
    if (isHeld && !(await isHeld(tx))) return { kind: 'outrun' };
    const budgets = rows.map(({ budget }) => budget);
    const decision = decideLogin(budgets, requestCount, now.getTime());
    if (decision.kind === 'denied') return decision;
    await addToBudgets(tx, rows, { permits: 1, extraRequests: 0 }, now);
    return { kind: 'granted', keys: rows.map(({ key }) => key) };
  });
}

export interface SecondRequest {
  readonly nameKey: Buffer;
  readonly accountKey: Buffer;
  /** Whether the login's permit was taken from the account's budget too. */
  readonly isAccountCounted: boolean;
}

/**
 * Counts the second request of a login by name, now that the first has told the account. Where the
 * name was known to lead there, its permit has made room for both. Where it was not, the account's
 * own budget decides, and the first request counts there whatever is decided.
 */
export function takeSecondRequest(
  db: Db,
  { nameKey, accountKey, isAccountCounted }: SecondRequest,
  now: Date,
): Promise<LoginDecision> {
  return inTransaction(db, async (tx) => {
    const rows = await lockBudgets(tx, [nameKey, accountKey], now);
    if (isAccountCounted) {
      await addToBudgets(tx, rows, { permits: 0, extraRequests: 1 }, now);
      return { kind: 'granted' };
    }
    await recordNameOfAccount(tx, nameKey, accountKey, now);
    const ofName = rows.filter(({ key }) => key.equals(nameKey));
    const ofAccount = rows.filter(({ key }) => key.equals(accountKey));
    const budgets = ofAccount.map(({ budget }) => budget);
    const decision = decideLogin(budgets, 2, now.getTime());
    const isGranted = decision.kind === 'granted';
    await addToBudgets(tx, ofAccount, { permits: isGranted ? 1 : 0, extraRequests: 1 }, now);
    if (isGranted) await addToBudgets(tx, ofName, { permits: 0, extraRequests: 1 }, now);
    return decision;
  });
}

/**
 * Notes what Dexcom said of an account, under all keys that lead to it: no login leaves before the
 * end of a lockout, or of the time that Dexcom asked for.
 */
export function recordWait(
  db: Db,
  keys: readonly Buffer[],
  wait: { readonly locked_until: Date } | { readonly throttled_until: Date },
  now: Date,
): Promise<void> {
  return inTransaction(db, async (tx) => {
    const rows = await lockBudgets(tx, await withKnownAccounts(tx, keys), now);
    const locked = rows.map(({ key }) => key);
    await tx.updateTable('login_budgets').set(wait).where('key', 'in', locked).execute();
  });
}
