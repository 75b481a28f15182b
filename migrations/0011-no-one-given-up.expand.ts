import { type Kysely, sql } from 'kysely';

/**
 * Connections whose credentials were refused for a day were never asked again. They are probed once
 * a day now, and these join them, spread over the first day.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update poll_plans set next_poll_at = now() + random() * interval '24 hours'
    where next_poll_at is null and reason = 'refused'`.execute(db);
}
