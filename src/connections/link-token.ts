import { randomBytes } from 'node:crypto';
import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import { hashSecret } from '#std/keyed-hash';
import { findUser } from '#teams';

/** A link token opens linking for one user, and nothing else, for an hour. */
export const linkTokenLifeMs = 60 * 60 * 1000;

export interface LinkToken {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly expiresAt: Date;
}

/** Makes a token; the text is returned once and kept as a hash only. */
export async function createLinkToken(
  db: Db,
  clock: Clock,
  { teamId, userId }: { readonly teamId: string; readonly userId: string },
): Promise<LinkToken & { readonly token: string }> {
  const token = `lt_${randomBytes(32).toString('base64url')}`;
  const createdAt = dateOf(clock);
  const expiresAt = new Date(createdAt.getTime() + linkTokenLifeMs);
  const id = newId(clock);
  await db
    .insertInto('link_tokens')
    .values({
      id,
      team_id: teamId,
      user_id: userId,
      hash: hashSecret(token),
      created_at: createdAt,
      expires_at: expiresAt,
    })
    .execute();
  return { id, teamId, userId, expiresAt, token };
}

export type LinkTokenVerdict =
  | { readonly kind: 'valid'; readonly linkToken: LinkToken }
  | { readonly kind: 'token-invalid' }
  | { readonly kind: 'token-expired' }
  | { readonly kind: 'token-used' };

/** Judges a token. One whose user is deleted is as invalid as one that never was. */
export async function judgeLinkToken(db: Db, token: string, now: Date): Promise<LinkTokenVerdict> {
  const row = await db
    .selectFrom('link_tokens')
    .select(['id', 'team_id', 'user_id', 'expires_at', 'used_at'])
    .where('hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (!row || !(await findUser(db, row.team_id, { id: row.user_id }))) {
    return { kind: 'token-invalid' };
  }
  if (row.used_at) return { kind: 'token-used' };
  if (row.expires_at <= now) return { kind: 'token-expired' };
  const { id, team_id: teamId, user_id: userId, expires_at: expiresAt } = row;
  return { kind: 'valid', linkToken: { id, teamId, userId, expiresAt } };
}

/** Uses a token up. False when another request was faster. */
export async function useLinkToken(db: Db, id: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('link_tokens')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
