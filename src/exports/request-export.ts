import { type Db, inTransaction } from '#db';
import type { Clock } from '#std/clock';
import { type AuditSource, appendAuditEntry, hasUser } from '#teams';
import type { ExportGrant, ExportTokens } from './export-tokens.ts';

/** Where a file can be fetched, and until when. */
export interface RequestedExport {
  /** Relative to the address of the API. */
  readonly url: string;
  readonly expiresAt: Date;
}

/** The path before the token. */
export const exportPath = '/exports/';

/**
 * Grants the export of a user, deleted or not, and audits it; null when the team has no such user.
 */
export function requestExport(
  db: Db,
  clock: Clock,
  source: AuditSource,
  tokens: ExportTokens,
  grant: ExportGrant,
): Promise<RequestedExport | null> {
  return inTransaction(db, async (db) => {
    if (!(await hasUser(db, grant.teamId, grant.userId))) return null;
    const { token, tokenId, expiresAt } = await tokens.issue(grant);
    await appendAuditEntry(db, clock, source, {
      action: 'user.exported',
      teamId: grant.teamId,
      subject: { kind: 'user', id: grant.userId },
      detail: { tokenId },
    });
    return { url: `${exportPath}${token}`, expiresAt };
  });
}
