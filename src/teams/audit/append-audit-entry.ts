import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditedAction, AuditSource } from './audit.ts';

/** Writes one entry; call it in the transaction of the deed, so that neither stands alone. */
export async function appendAuditEntry(
  db: Db,
  clock: Clock,
  source: AuditSource,
  { action, teamId, subject, detail }: AuditedAction,
): Promise<void> {
  await db
    .insertInto('audit_entries')
    .values({
      id: newId(clock),
      team_id: teamId,
      at: dateOf(clock),
      actor_kind: source.kind,
      actor_id: source.id,
      action,
      subject_kind: subject?.kind ?? null,
      subject_id: subject?.id ?? null,
      address: source.address,
      detail: JSON.stringify(detail ?? {}),
    })
    .execute();
}
