import type { Db } from '#db';
import { type Clock, dateOf } from '#std/clock';
import { newId } from '#std/ids';
import type { AuditedAction, AuditSource } from './audit.ts';

/** Writes one audit entry. Must be called in the transaction of the action that it records. */
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
