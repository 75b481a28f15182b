import { sql } from 'kysely';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { hashSecret } from '#std/keyed-hash';
import type { Sealer } from '#std/sealed-box';
import { type Consent, type ConsentSecrets, consentPlace } from './consent.ts';

/**
 * What came back from the provider.
 *
 * - `taken`: it is this browser's, and used from now on. `expired`: it is, and came too late.
 * - `unknown`: nobody set out with it, or somebody came back with it before, or another browser
 *   brings it: of that nothing is told, since a stranger may have sent the address.
 */
export type TakenConsent =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'taken' | 'expired';
      readonly consent: Consent;
      readonly secrets: ConsentSecrets;
    };

/** Uses a `state` up, at the first time that it is brought back, by whomever. */
export async function takeConsent(
  { db, clock, sealer }: { readonly db: Db; readonly clock: Clock; readonly sealer: Sealer },
  state: string,
  browserSecret: string | null,
): Promise<TakenConsent> {
  const now = dateOf(clock);
  const { rows } = await sql<TakenRow>`
    with found as (
      select id, secrets_sealed, browser_hash from consents
      where state_hash = ${hashSecret(state)} and used_at is null for update
    )
    update consents c set used_at = ${now}, secrets_sealed = null
    from found f where c.id = f.id
    returning c.id, c.link_token_id as "linkTokenId", c.provider, c.region,
      c.attempt_id as "attemptId", c.returns_to as "returnsTo",
      c.replaces_account as "replacesAccount", c.expires_at as "expiresAt",
      f.secrets_sealed as "secretsSealed", f.browser_hash as "browserHash"`.execute(db);
  const [row] = rows;
  if (!row || browserSecret === null || !hashSecret(browserSecret).equals(row.browserHash)) {
    return { kind: 'unknown' };
  }
  const { expiresAt, secretsSealed, browserHash: _, ...consent } = row;
  const secrets = JSON.parse(sealer.open(secretsSealed, consentPlace(row.id))) as ConsentSecrets;
  return { kind: expiresAt > now ? 'taken' : 'expired', consent, secrets };
}

interface TakenRow extends Consent {
  readonly expiresAt: Date;
  readonly secretsSealed: Buffer;
  readonly browserHash: Buffer;
}
