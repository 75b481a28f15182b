import { type Kysely, sql } from 'kysely';

/**
 * How often a person's sensor measures, from an instant on: kept beside the samples, since a sensor
 * whose readings get lost looks like a slower one. Most people have no row: a sensor of which nothing
 * is known measures every five minutes. A version that does not know the table goes on without it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sensor_cadences (
      user_id uuid not null,
      from_at timestamptz not null check (from_at = date_trunc('second', from_at)),
      seconds smallint not null check (seconds between 1 and 2700),
      primary key (user_id, from_at)
    )`.execute(db);
}
