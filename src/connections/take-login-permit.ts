import { type Db, inTransaction } from '#db';
import { decideLogin, inWindow, type LoginBudget, type LoginDecision } from './login-budget.ts';
import {
  addToBudgets,
  type BudgetRow,
  lockBudgets,
  recordNameOfAccount,
  withKnownAccounts,
} from './login-budget-rows.ts';

/** How long Dexcom keeps an account locked, as its clients tell their users. */
export const lockoutMs = 10 * 60 * 1000;

export interface PermitRequest {
  readonly nameKey: Buffer;
  /** Of the account that the name leads to, as far as the caller knows. */
  readonly accountKey?: Buffer | undefined;
  /** Of the person who types: what Dexcom said to one of their names holds for the others. */
  readonly personKey?: Buffer | undefined;
  /** One by the account's id, two by its name. */
  readonly requestCount: 1 | 2;
  /** Whether the caller may still ask: a poll may have been outrun. Asked in the transaction. */
  readonly isHeld?: ((db: Db) => Promise<boolean>) | undefined;
}

export type LoginPermit =
  | {
      readonly kind: 'granted';
      /** All that it was taken from, the account that the name is known to lead to included. */
      readonly keys: readonly Buffer[];
    }
  | Extract<LoginDecision, { kind: 'denied' }>
  | { readonly kind: 'outrun' };

/**
 * Takes one login permit of the name and of the account, or none. Commits before it returns, so that the
 * request that follows is counted even if this process is killed while it is under way. A name that
 * is known to lead to an account draws on the account's budget as well.
 */
export function takeLoginPermit(
  db: Db,
  { nameKey, accountKey, personKey, requestCount, isHeld }: PermitRequest,
  now: Date,
): Promise<LoginPermit> {
  const nowMs = now.getTime();
  const given = [nameKey, accountKey, personKey].filter((key) => key !== undefined);
  return inTransaction(db, async (tx) => {
    const rows = await lockBudgets(tx, await withKnownAccounts(tx, given), now);
    if (isHeld && !(await isHeld(tx))) return { kind: 'outrun' };
    const budgets = rows.map(({ key, accountKey: known, budget }): LoginBudget => {
      const isByStranger = requestCount === 2 && known === null;
      return { ...budget, isOfStranger: isByStranger && key.equals(nameKey) };
    });
    const decision = decideLogin(budgets, requestCount, nowMs);
    if (decision.kind === 'denied') return decision;
    const drawn = rows.filter(({ key }) => !personKey?.equals(key));
    await addToBudgets(tx, drawn, { permitsAtMs: [nowMs], extraRequestsAtMs: [] }, now);
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
 * login's permit was taken from the account too, it has made room for both. Where it was not, the
 * account's own budget decides, and the first request counts there whatever is decided; so does what
 * the name sent before, while nobody knew where it leads.
 */
export function takeSecondRequest(
  db: Db,
  { nameKey, accountKey, isAccountCounted }: SecondRequest,
  now: Date,
): Promise<LoginDecision> {
  const nowMs = now.getTime();
  return inTransaction(db, async (tx) => {
    const rows = await lockBudgets(tx, [nameKey, accountKey], now);
    const ofName = rows.filter(({ key }) => key.equals(nameKey));
    const ofAccount = rows.filter(({ key }) => key.equals(accountKey));
    const isNews = ofName.some((row) => !row.accountKey?.equals(accountKey));
    if (isNews) await recordNameOfAccount(tx, nameKey, accountKey, now);
    const before = isNews ? ofName.flatMap((row) => earlierRequests(row, nowMs)) : [];
    const budgets = ofAccount.map(({ budget }) => ({
      ...budget,
      extraRequestsAtMs: [...budget.extraRequestsAtMs, ...before],
      isOfStranger: false,
    }));
    const granted = { kind: 'granted' } as const;
    const decision = isAccountCounted ? granted : decideLogin(budgets, 2, nowMs);
    const isGranted = decision.kind === 'granted';
    const permitsAtMs = isGranted && !isAccountCounted ? [nowMs] : [];
    const extraRequestsAtMs = [...before, nowMs];
    await addToBudgets(tx, ofAccount, { permitsAtMs, extraRequestsAtMs }, now);
    const second = { permitsAtMs: [], extraRequestsAtMs: [nowMs] };
    if (isGranted) await addToBudgets(tx, ofName, second, now);
    return decision;
  });
}

/** The requests by a name before the login under way, whose permit is the latest. */
function earlierRequests({ budget }: BudgetRow, nowMs: number): readonly number[] {
  const { permitsAtMs, extraRequestsAtMs } = budget;
  return inWindow([...inWindow(permitsAtMs, nowMs).slice(0, -1), ...extraRequestsAtMs], nowMs);
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
