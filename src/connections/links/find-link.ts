import type { Selectable } from 'kysely';
import type { Database, Db } from '#db';
import type { ProviderSlug } from '#providers';
import { hashSecret } from '#std/keyed-hash';
import { findUser } from '#teams';
import type { LinkTerms } from './link-terms.ts';

/** A link token with what it was made for and what became of it. */
export interface Link {
  readonly id: string;
  /** Names the link in its page's address, and proves nothing; null for links of before. */
  readonly publicId: string | null;
  readonly teamId: string;
  readonly userId: string;
  readonly terms: LinkTerms;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly openedAt: Date | null;
  /** The connection that it made or renewed. */
  readonly connectionId: string | null;
}

export type LinkKey = { readonly token: string } | { readonly publicId: string };

/** A link whose user is not deleted; null when there is none. */
export async function findLink(db: Db, key: LinkKey): Promise<Link | null> {
  const query = db.selectFrom('link_tokens').selectAll();
  const row = await ('token' in key
    ? query.where('hash', '=', hashSecret(key.token))
    : query.where('public_id', '=', key.publicId)
  ).executeTakeFirst();
  const isUserThere = row && (await findUser(db, row.team_id, { id: row.user_id }));
  return isUserThere ? linkOfRow(row) : null;
}

export function linkOfRow(row: Selectable<Database['link_tokens']>): Link {
  return {
    id: row.id,
    publicId: row.public_id,
    teamId: row.team_id,
    userId: row.user_id,
    terms: {
      mode: row.mode,
      provider: row.provider as ProviderSlug | null,
      locale: row.locale,
      region: row.region,
      redirectUrl: row.redirect_url,
      parentOrigin: row.parent_origin,
      reference: row.reference,
      returnsOnClose: row.returns_on_close,
      returnsOnError: row.returns_on_error,
    },
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    revokedAt: row.revoked_at,
    openedAt: row.opened_at,
    connectionId: row.connection_id,
  };
}

export type LinkVerdict = 'open' | 'expired' | 'used' | 'revoked';

/** Whether an account can be linked with it at a moment, and why not. */
export function judgeLink(
  { usedAt, revokedAt, expiresAt }: Pick<Link, 'usedAt' | 'revokedAt' | 'expiresAt'>,
  now: Date,
): LinkVerdict {
  if (usedAt) return 'used';
  if (revokedAt) return 'revoked';
  return expiresAt <= now ? 'expired' : 'open';
}

/** For so long at least after its use a link still tells what became of the connection. */
const outcomeMsMin = 15 * 60 * 1000;

/** Until when a link answers what became of it. */
export function outcomeUntil({ usedAt, expiresAt }: Pick<Link, 'usedAt' | 'expiresAt'>): Date {
  const usedMs = usedAt ? usedAt.getTime() + outcomeMsMin : 0;
  return new Date(Math.max(expiresAt.getTime(), usedMs));
}
