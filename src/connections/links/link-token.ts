import { randomBytes } from 'node:crypto';
import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { hashSecret } from '#std/keyed-hash';
import {
  type AuditSource,
  appendAuditEntry,
  findUser,
  lockStanding,
  lockUserToLink,
  type TeamActor,
  type UserTokenActor,
} from '#teams';
import { judgeLink } from './find-link.ts';
import { type LinkTerms, plainLinkTerms } from './link-terms.ts';

/** A link token opens linking for one user, and nothing else, for an hour. */
export const linkTokenLifeMs = 60 * 60 * 1000;

export interface LinkToken {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly expiresAt: Date;
  /** Names the link in its page's address, where a server sees it; it proves nothing. */
  readonly publicId: string | null;
}

export interface NewLink {
  readonly teamId: string;
  readonly userId: string;
  readonly terms?: LinkTerms;
  /** Whose key made it, or whose user token; absent where no credential did. */
  readonly maker?: TeamActor | UserTokenActor;
}

export interface CreatedLink extends LinkToken {
  readonly token: string;
  readonly publicId: string;
}

/**
 * Makes a token; the text is returned once and kept as a hash only. Null when the user was deleted or
 * the maker's credential ended meanwhile: both are locked, so that who ends them ends the token too.
 */
export function createLinkToken(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, userId, terms = plainLinkTerms, maker }: NewLink,
): Promise<CreatedLink | null> {
  const token = `lt_${randomBytes(32).toString('base64url')}`;
  const publicId = randomBytes(16).toString('base64url');
  const createdAt = dateOf(clock);
  const expiresAt = new Date(createdAt.getTime() + linkTokenLifeMs);
  const id = newId(clock);
  return inTransaction(db, async (db) => {
    if (!(await lockUserToLink(db, userId))) return null;
    if (maker && !(await lockStanding(db, maker))) return null;
    await db
      .insertInto('link_tokens')
      .values({
        id,
        team_id: teamId,
        user_id: userId,
        hash: hashSecret(token),
        created_by_key_id: maker?.keyId ?? null,
        created_at: createdAt,
        expires_at: expiresAt,
        public_id: publicId,
        mode: terms.mode,
        provider: terms.provider,
        locale: terms.locale,
        region: terms.region,
        redirect_url: terms.redirectUrl,
        parent_origin: terms.parentOrigin,
        reference: terms.reference,
        returns_on_close: terms.returnsOnClose,
        returns_on_error: terms.returnsOnError,
      })
      .execute();
    await appendAuditEntry(db, clock, source, {
      action: 'link-token.created',
      teamId,
      subject: { kind: 'user', id: userId },
      detail: { linkTokenId: id },
    });
    return { id, teamId, userId, expiresAt, token, publicId };
  });
}

export type LinkTokenVerdict =
  | { readonly kind: 'valid'; readonly linkToken: LinkToken }
  | { readonly kind: 'token-invalid' }
  | { readonly kind: 'token-expired' }
  | { readonly kind: 'token-used' }
  | { readonly kind: 'token-revoked' };

/** Judges a token. One whose user is deleted is as invalid as one that never was. */
export async function judgeLinkToken(db: Db, token: string, now: Date): Promise<LinkTokenVerdict> {
  const row = await db
    .selectFrom('link_tokens')
    .select(['id', 'team_id', 'user_id', 'expires_at', 'used_at', 'revoked_at', 'public_id'])
    .where('hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (!row || !(await findUser(db, row.team_id, { id: row.user_id }))) {
    return { kind: 'token-invalid' };
  }
  const { id, team_id: teamId, user_id: userId, expires_at: expiresAt } = row;
  const publicId = row.public_id;
  const verdict = judgeLink({ usedAt: row.used_at, revokedAt: row.revoked_at, expiresAt }, now);
  if (verdict !== 'open') return { kind: `token-${verdict}` };
  return { kind: 'valid', linkToken: { id, teamId, userId, expiresAt, publicId } };
}

/** Uses a token up; or says what came before: another request, or whoever took the link back. */
export async function useLinkToken(
  db: Db,
  id: string,
  now: Date,
): Promise<'now-used' | 'token-used' | 'token-revoked'> {
  const result = await db
    .updateTable('link_tokens')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (result.numUpdatedRows === 1n) return 'now-used';
  const row = await db
    .selectFrom('link_tokens')
    .select('revoked_at')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.revoked_at ? 'token-revoked' : 'token-used';
}

/** Notes which connection a token made or renewed, so that its bearer can be told what became of it. */
export async function recordConnection(db: Db, id: string, connectionId: string): Promise<void> {
  await db
    .updateTable('link_tokens')
    .set({ connection_id: connectionId })
    .where('id', '=', id)
    .execute();
}
