import type { Db } from '#db';

/** Erases what the audit tells of a person, with the addresses that it tells; nothing else may. */
export async function eraseAudit(
  db: Db,
  kind: 'user' | 'connection',
  subjectIds: readonly string[],
): Promise<void> {
  if (subjectIds.length === 0) return;
  await db
    .deleteFrom('audit_entries')
    .where('subject_kind', '=', kind)
    .where('subject_id', 'in', subjectIds)
    .execute();
}
