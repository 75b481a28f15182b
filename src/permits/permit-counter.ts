import { type Db, inTransaction } from '#db';
import type { PermitCounter } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import {
  addToCounts,
  lockCounts,
  recordNameOfAccount,
  recordWait,
  withKnownAccounts,
} from './login-counts.ts';

/**
 * Counts the logins of any provider: what it allows is the provider's rule, what was counted stands
 * in `login_budgets`. `isHeld` is asked in the transaction, whether the caller may still log in.
 */
export function createPermitCounter(
  db: Db,
  clock: Clock,
  isHeld: (db: Db) => Promise<boolean> = async () => true,
): PermitCounter {
  return {
    take(keys, rule) {
      const now = dateOf(clock);
      return inTransaction(db, async (tx) => {
        const counts = await lockCounts(tx, await withKnownAccounts(tx, keys), now);
        const facts = { counts, nowMs: now.getTime(), isHeld: await isHeld(tx) };
        const { answer, added, found } = rule(facts);
        if (found) await recordNameOfAccount(tx, found.nameKey, found.accountKey, now);
        await addToCounts(tx, counts, added, now);
        return answer;
      });
    },
    recordWait: (keys, wait) => recordWait(db, keys, wait, dateOf(clock)),
  };
}
