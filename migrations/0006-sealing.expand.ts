import { type Kysely, sql } from 'kysely';

/**
 * In which form secrets are sealed, and which nodes there are to read them. A deployment that is
 * there goes on in form 1 until `reseal` has run, so that nodes of the version before can read what
 * others seal; a new one makes its row in form 2.
 *
 * The address of a webhook endpoint is sealed like its secret: `url` then holds scheme and host
 * alone, and the whole of it in rows that were not resealed yet.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table deployment add column sealing text not null default 'form-1'
      check (sealing in ('form-1', 'moving', 'form-2'))`.execute(db);
  await sql`
    create table nodes (
      id uuid primary key,
      version text not null,
      role text not null,
      key_ids text[] not null,
      sealing text check (sealing in ('form-1', 'moving', 'form-2')),
      started_at timestamptz not null,
      seen_at timestamptz not null
    )`.execute(db);
  await sql`alter table webhook_endpoints add column url_sealed bytea`.execute(db);
}
