import { type Kysely, sql } from 'kysely';

/**
 * Whether Dexcom answers, region by region, and what each connection was last asked, from which that
 * is known. A version before writes neither, and is not counted.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table poll_plans add column last_request text
      check (last_request in ('login', 'read'))`.execute(db);
  await sql`
    create table region_status (
      region text not null check (region in ('US', 'OUS', 'APAC')),
      request text not null check (request in ('login', 'read')),
      answers boolean,
      since timestamptz not null,
      asked_count integer not null,
      answered_count integer not null,
      judged_at timestamptz not null,
      primary key (region, request)
    )`.execute(db);
}
