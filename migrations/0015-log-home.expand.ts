import { type Kysely, sql } from 'kysely';

/**
 * In which database of which server the log is at home. A copy that was restored elsewhere differs
 * from it, and takes another identity: its positions are drawn anew, and a cursor of the log that it
 * was copied from would miss events. A version before does not look.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table log_head add column home text`.execute(db);
}
