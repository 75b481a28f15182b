import { sql } from 'kysely';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { hashSecret } from '#std/keyed-hash';
import type { Sealer } from '#std/sealed-box';
import {
  type Consent,
  type ConsentSecrets,
  consentMs,
  consentPlace,
  consentsPerLinkMax,
  newSecret,
} from './consent.ts';

export interface NewConsent extends Omit<Consent, 'id'> {
  readonly linkToken: string;
}

export interface BegunConsent {
  /** Stands in the start page's address, and is kept as a hash only. */
  readonly startSecret: string;
  readonly expiresAt: Date;
}

/** Notes a consent that is to be given. Null where too many of the link are under way. */
export async function beginConsent(
  { db, clock, sealer }: { readonly db: Db; readonly clock: Clock; readonly sealer: Sealer },
  { linkToken, ...consent }: NewConsent,
): Promise<BegunConsent | null> {
  const id = newId(clock);
  const [startSecret, now] = [newSecret(), dateOf(clock)];
  const expiresAt = new Date(now.getTime() + consentMs);
  const secrets: ConsentSecrets = { linkToken, codeVerifier: newSecret() };
  const { linkTokenId, provider, region, attemptId, returnsTo, replacesAccount } = consent;
  const { numAffectedRows = 0n } = await sql`
    insert into consents (id, link_token_id, provider, region, attempt_id, returns_to,
      replaces_account, secrets_sealed, start_hash, created_at, expires_at)
    select ${id}, ${linkTokenId}, ${provider}, ${region}, ${attemptId}, ${returnsTo},
      ${replacesAccount}, ${sealer.seal(JSON.stringify(secrets), consentPlace(id))},
      ${hashSecret(startSecret)}, ${now}, ${expiresAt}
    where (
      select count(*) from consents where link_token_id = ${linkTokenId} and used_at is null
        and expires_at > ${now}
    ) < ${consentsPerLinkMax}`.execute(db);
  return numAffectedRows === 0n ? null : { startSecret, expiresAt };
}
