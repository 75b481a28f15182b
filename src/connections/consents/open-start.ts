import type { Db } from '#db';
import type { Region } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { hashSecret } from '#std/keyed-hash';
import type { Sealer } from '#std/sealed-box';
import { type ConsentSecrets, challengeOf, consentPlace, newSecret } from './consent.ts';

export interface OpenedStart {
  readonly region: Region;
  /** Goes through the provider and back. */
  readonly state: string;
  /** Stays with the browser. */
  readonly browserSecret: string;
  readonly codeChallenge: string;
}

/**
 * What leads from a start page to the provider, with new secrets: who opens it again, as by going
 * back, sets out anew, and what was on its way before comes back to nothing. Null where it is over.
 */
export async function openStart(
  { db, clock, sealer }: { readonly db: Db; readonly clock: Clock; readonly sealer: Sealer },
  startSecret: string,
): Promise<OpenedStart | null> {
  const [state, browserSecret] = [newSecret(), newSecret()];
  const row = await db
    .updateTable('consents')
    .set({ state_hash: hashSecret(state), browser_hash: hashSecret(browserSecret) })
    .where('start_hash', '=', hashSecret(startSecret))
    .where('used_at', 'is', null)
    .where('expires_at', '>', dateOf(clock))
    .returning(['id', 'region', 'secrets_sealed'])
    .executeTakeFirst();
  if (!row?.secrets_sealed) return null;
  const secrets = JSON.parse(sealer.open(row.secrets_sealed, consentPlace(row.id)));
  const codeChallenge = challengeOf(secrets as ConsentSecrets);
  return { region: row.region, state, browserSecret, codeChallenge };
}
