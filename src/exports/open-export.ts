import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import type { Sealer } from '#std/sealed-box';
import { appendAuditEntry, findEndedSubjects, hasUser, type ReadCounter } from '#teams';
import type { ExportTokens } from './export-tokens.ts';
import { exportUser } from './export-user.ts';

/** A file that is made while it is fetched. */
export interface ExportFile {
  readonly kind: 'file';
  readonly name: string;
  readonly mediaType: string;
  readonly chunks: AsyncIterable<string>;
}

export type ExportOpening =
  | ExportFile
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' | 'busy' };

export interface ExportParts {
  /** Ends its statements when the client leaves. */
  readonly db: Db;
  readonly clock: Clock;
  /** Opens what is sealed, but belongs to the person. */
  readonly sealer: Sealer;
  readonly tokens: ExportTokens;
  /** The client's address, for the audit. */
  readonly address: string;
  readonly readCounter: Pick<ReadCounter, 'note'>;
  /** Takes a place of those that an owner's downloads may have; false when there is none. */
  takePlace(ownerKey: string): boolean;
}

/**
 * Starts the download that a token grants, and writes an audit entry: the person who has the address
 * may be another than the one who asked for it. Refused once the API key that asked is revoked, or the session has ended.
 */
export async function openExport(
  { db, clock, sealer, tokens, address, readCounter, takePlace }: ExportParts,
  token: string,
): Promise<ExportOpening> {
  const verification = await tokens.verify(token);
  if (verification.kind === 'refused') return verification;
  const { grant, tokenId } = verification;
  const { teamId, userId, askedWith } = grant;
  if (!takePlace(`team ${teamId}`)) return { kind: 'refused', reason: 'busy' };
  const ended = await findEndedSubjects(db, [
    `${askedWith.kind === 'session' ? 'session' : 'key'} ${askedWith.id}`,
  ]);
  if (ended.length > 0 || !(await hasUser(db, grant.teamId, grant.userId))) {
    return { kind: 'refused', reason: 'expired' };
  }
  await appendAuditEntry(
    db,
    clock,
    { ...askedWith, address },
    {
      action: 'user-export.downloaded',
      teamId,
      subject: { kind: 'user', id: userId },
      detail: { tokenId },
    },
  );
  readCounter.note(askedWith, userId);
  return {
    kind: 'file',
    name: `glucose-gateway-user-${userId}.json`,
    mediaType: 'application/json; charset=utf-8',
    chunks: exportUser(db, sealer, { teamId, userId }, dateOf(clock)),
  };
}
