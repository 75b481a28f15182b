import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import { isUuid } from '#std/ids';
import type { SealingKey } from '#std/sealed-box';
import { createSignedTokens, type SignedToken } from '#teams';
import type { ExportedPerson } from './export-rows.ts';

/**
 * The right to fetch one person's export for a few minutes, as a signed token that stands in the
 * address of the file. It needs no store, so any node of the API can honour it.
 */
export interface ExportTokens {
  issue(grant: ExportGrant): Promise<SignedToken>;
  verify(token: string): Promise<ExportVerification>;
}

export interface ExportGrant extends ExportedPerson {
  /** The API key that asked: when it is revoked, what it asked for ends with it. */
  readonly keyId: string;
}

type ExportVerification =
  | { readonly kind: 'verified'; readonly grant: ExportGrant; readonly tokenId: string }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' };

/** For the download to begin; a person who waits has a browser open by then. */
export const exportTtlSeconds = 300;

export function createExportTokens(keys: readonly SealingKey[], clock: Clock): ExportTokens {
  const tokens = createSignedTokens({
    keys,
    clock,
    purpose: 'user exports, version 1',
    audience: 'glucose-gateway/export',
    claimNames: ['team', 'key'],
  });
  return {
    issue: ({ teamId, userId, keyId }) =>
      tokens.sign({
        subject: userId,
        claims: { team: teamId, key: keyId },
        ttlSeconds: exportTtlSeconds,
      }),
    async verify(token) {
      const verification = await tokens.verify(token);
      if (verification.kind === 'refused') return verification;
      const { sub, jti, team, key } = verification.claims;
      assert(typeof sub === 'string' && isUuid(sub), 'an export token names its user');
      assert(typeof team === 'string' && isUuid(team), 'an export token names its team');
      assert(typeof key === 'string' && isUuid(key), 'an export token names its key');
      assert(typeof jti === 'string', 'an export token has an id');
      return {
        kind: 'verified',
        grant: { teamId: team, userId: sub, keyId: key },
        tokenId: jti,
      };
    },
  };
}
