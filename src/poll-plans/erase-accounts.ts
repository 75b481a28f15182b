import type { Db } from '#db';

/**
 * Erases when accounts were last read that nobody has linked any more. They were read days ago: who
 * is erased was deleted a week before, and disconnected with it.
 */
export async function eraseAccounts(db: Db, accountKeys: readonly Buffer[]): Promise<void> {
  if (accountKeys.length === 0) return;
  await db.deleteFrom('dexcom_accounts').where('account_key', 'in', accountKeys).execute();
}
