import { assert } from '#std/assert';
import type { Clock } from '#std/clock';
import { isUuid } from '#std/ids';
import type { SealingKey } from '#std/sealed-box';
import { createSignedTokens, type SignedToken } from '#teams';
import type { ExportedPerson } from './export-rows.ts';

/**
 * The right to fetch one person's export for a few minutes: a signed token in the address of the
 * file. It is stored nowhere, so any API node can check it.
 */
export interface ExportTokens {
  issue(grant: ExportGrant): Promise<SignedToken>;
  verify(token: string): Promise<ExportVerification>;
}

export interface ExportGrant extends ExportedPerson {
  /** What asked: when it is revoked or has ended, the token is refused. */
  readonly askedWith: { readonly kind: 'api-key' | 'session'; readonly id: string };
}

type ExportVerification =
  | { readonly kind: 'verified'; readonly grant: ExportGrant; readonly tokenId: string }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' };

/** How long a download may be started; a person who waits has the browser open. */
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
    issue: ({ teamId, userId, askedWith }) =>
      tokens.sign({
        subject: userId,
        claims: { team: teamId, key: askedWith.id, kind: askedWith.kind },
        ttlSeconds: exportTtlSeconds,
      }),
    async verify(token) {
      const verification = await tokens.verify(token);
      if (verification.kind === 'refused') return verification;
      const { sub, jti, team, key, kind } = verification.claims;
      assert(typeof sub === 'string' && isUuid(sub), 'an export token names its user');
      assert(typeof team === 'string' && isUuid(team), 'an export token names its team');
      assert(typeof key === 'string' && isUuid(key), 'an export token names its key');
      assert(typeof jti === 'string', 'an export token has an id');
      return {
        kind: 'verified',
        grant: {
          teamId: team,
          userId: sub,
          // A version before let nobody else ask.
          askedWith: { kind: kind === 'session' ? kind : 'api-key', id: key },
        },
        tokenId: jti,
      };
    },
  };
}
