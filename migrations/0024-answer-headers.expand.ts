import { type Kysely, sql } from 'kysely';

/**
 * The headers with which a receiver answered an attempt, a line each. A version before writes none,
 * and its attempts are read as without.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table webhook_attempts add column answer_headers text`.execute(db);
}
