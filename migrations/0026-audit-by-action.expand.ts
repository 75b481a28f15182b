import { type Kysely, sql } from 'kysely';

/**
 * For what the audit is asked by itself: whether a refusal was told within the hour, what a revoked key
 * made, and what tells of a person who is erased. Without it each reads all that a team, or everyone,
 * ever did. While it is built the audit is read as ever, and what would write to it waits.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index audit_entries_action on audit_entries (team_id, action, at)`.execute(db);
  await sql`
    create index audit_entries_subject on audit_entries (subject_id, subject_kind)
    where subject_id is not null`.execute(db);
}
