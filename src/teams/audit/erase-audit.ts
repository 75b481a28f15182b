import { sql } from 'kysely';
import type { Db } from '#db';

/** Erases what the audit tells of a person, with the addresses that it tells; nothing else may. */
export async function eraseAudit(
  db: Db,
  kind: 'user' | 'connection',
  subjectIds: readonly string[],
): Promise<void> {
  if (subjectIds.length === 0) return;
  await sql`select erase_audit(${kind}, ${subjectIds}::text[])`.execute(db);
}
