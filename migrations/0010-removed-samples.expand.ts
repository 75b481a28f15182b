import { type Kysely, sql } from 'kysely';

/**
 * What became of samples that are no more: their keys and last revisions stay, so that a sample which
 * comes again has a higher one. And how far the repair of samples that were stored twice has come. A
 * version before goes on without either.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table removed_samples (
      user_id uuid not null,
      taken_at timestamptz not null,
      family smallint not null,
      revision integer not null check (revision >= 2),
      removed_at timestamptz not null,
      primary key (user_id, taken_at, family)
    )`.execute(db);
  await sql`
    create table sample_repair (
      id boolean primary key default true check (id),
      reached_user_id uuid not null,
      removed_count bigint not null default 0,
      finished_at timestamptz
    )`.execute(db);
}
