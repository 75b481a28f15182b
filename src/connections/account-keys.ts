import type { Region } from '#dexcom-share';
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

/** Names the person who links an account, in one region. */
export function personKeyOf(keyedHash: KeyedHash, region: Region, userId: string): Buffer {
  return keyedHash('link-person', region, userId);
}
