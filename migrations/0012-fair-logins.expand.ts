import { type Kysely, sql } from 'kysely';

/**
 * Which of the permits went to strangers, so that one login of an account is kept for the credentials
 * that were proven; and how long a team is kept waiting for a name that was refused it. A version
 * before counts all logins alike, and makes nobody wait longer.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table login_budgets
      add column stranger_permits timestamptz[] not null default '{}',
      add column refusal_count integer not null default 0 check (refusal_count >= 0),
      add column retry_at timestamptz`.execute(db);
}
