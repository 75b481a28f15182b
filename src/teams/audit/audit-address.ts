import type { Sealer } from '#std/sealed-box';
import { SealedBoxError } from '#std/sealed-box';
import type { AuditEntry } from './audit.ts';

/**
 * The new address of a webhook in the audit: scheme and host stand in clear in its detail, all of it
 * sealed beside it, since path and query often hold a secret.
 */
const placeOf = (entryId: string) => ({
  table: 'audit_entries',
  column: 'webhook_url_sealed',
  row: entryId,
  formOneContext: null,
});

/** Null where boxes are sealed as version 0.1 did, which has none here. */
export function sealAuditedUrl(sealer: Sealer, entryId: string, href: string): Buffer | null {
  return sealer.forms().sealed === 1 ? null : sealer.seal(href, placeOf(entryId));
}

/** Null where there is none, or no key that was given opens it. */
export function openAuditedUrl(
  sealer: Sealer,
  { id, webhookUrlSealed: box }: Pick<AuditEntry, 'id' | 'webhookUrlSealed'>,
): string | null {
  if (box === null) return null;
  try {
    return sealer.open(box, placeOf(id));
  } catch (error) {
    if (error instanceof SealedBoxError) return null;
    throw error;
  }
}
