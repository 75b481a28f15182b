import { type Db, inTransaction } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { type AuditSource, appendAuditEntry } from '#teams';

/**
 * Takes a link back, by the public id in its address; one that was used or revoked already stays as
 * it is. False when the team has made none of that id.
 */
export function revokeLinkToken(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { teamId, publicId }: { readonly teamId: string; readonly publicId: string },
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('link_tokens')
      .select(['id', 'user_id', 'used_at', 'revoked_at'])
      .where('public_id', '=', publicId)
      .where('team_id', '=', teamId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return false;
    if (row.used_at || row.revoked_at) return true;
    await tx
      .updateTable('link_tokens')
      .set({ revoked_at: dateOf(clock) })
      .where('id', '=', row.id)
      .execute();
    await appendAuditEntry(tx, clock, source, {
      action: 'link-token.revoked',
      teamId,
      subject: { kind: 'user', id: row.user_id },
      detail: { linkTokenId: row.id },
    });
    return true;
  });
}
