import type { Region } from '#providers/provider';
import type { KeyedHash } from '#std/keyed-hash';

/** Names one account of Dexcom without keeping what Dexcom calls it. */
export function accountKeyOf(keyedHash: KeyedHash, region: Region, accountId: string): Buffer {
  return keyedHash('dexcom-account', region, accountId.toLowerCase());
}

/**
 * Names the account name that was typed in, before Dexcom has said which account it leads to.
 * Spaces around it and capitals make no other account.
 */
export function nameKeyOf(keyedHash: KeyedHash, region: Region, accountName: string): Buffer {
  return keyedHash('dexcom-name', region, accountName.normalize('NFKC').trim().toLowerCase());
}
