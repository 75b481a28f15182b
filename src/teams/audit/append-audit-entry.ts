import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditedAction, AuditSource } from './audit.ts';
import { sealAuditedUrl } from './audit-address.ts';

/** Writes one audit entry. Must be called in the transaction of the action that it records. */
export async function appendAuditEntry(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { action, teamId, subject, detail, webhookUrl }: AuditedAction,
): Promise<void> {
  const id = newId(clock);
  const origin = webhookUrl && { origin: new URL(webhookUrl.href).origin };
  await db
    .insertInto('audit_entries')
    .values({
      id,
      team_id: teamId,
      at: dateOf(clock),
      actor_kind: source.kind,
      actor_id: source.id,
      action,
      subject_kind: subject?.kind ?? null,
      subject_id: subject?.id ?? null,
      address: source.address,
      detail: JSON.stringify({ ...detail, ...origin }),
      webhook_url_sealed: webhookUrl
        ? sealAuditedUrl(webhookUrl.sealer, id, webhookUrl.href)
        : null,
    })
    .execute();
}
