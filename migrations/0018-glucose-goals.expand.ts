import { type Kysely, sql } from 'kysely';

/**
 * By which goals a person's glucose is judged, where they are not those of most adults. Few people
 * have a row; a version before knows none and loses none.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table glucose_goals (
      user_id uuid primary key references users on delete cascade,
      goals text not null check (goals in ('older-or-high-risk', 'pregnancy'))
    )`.execute(db);
}
