import type { Region } from '#providers/provider';
import type { KeyedHash } from '#std/keyed-hash';
import { accountNameOf } from './account-name.ts';

/** Names one account of Dexcom without keeping what Dexcom calls it. */
export function accountKeyOf(keyedHash: KeyedHash, region: Region, accountId: string): Buffer {
  return keyedHash('dexcom-account', region, accountId.toLowerCase());
}

/**
 * Names the account name that was typed in, before Dexcom has said which account it leads to.
 * However it was typed, one name has one key.
 */
export function nameKeyOf(keyedHash: KeyedHash, region: Region, accountName: string): Buffer {
  return keyedHash('dexcom-name', region, nameOf(accountName));
}

/** Names an account name as one team has typed it. */
export function teamNameKeyOf(
  keyedHash: KeyedHash,
  region: Region,
  teamId: string,
  accountName: string,
): Buffer {
  return keyedHash('dexcom-team-name', region, teamId, nameOf(accountName));
}

function nameOf(accountName: string): string {
  return accountNameOf(accountName.normalize('NFKC')).toLowerCase();
}
