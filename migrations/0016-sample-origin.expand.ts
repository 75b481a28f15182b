import { type Kysely, sql } from 'kysely';

/** So long readers are kept waiting at the most, behind whom this waits in its turn. */
const waitMsMax = 500;
const triesMax = 120;

/**
 * How each sample came here, in one byte, which fills up what alignment leaves of a row: s by Share,
 * o by the OAuth API, i by an import, x as the sandbox's past. What is there came by Share; no row is
 * rewritten, and none is read. A version before goes on without it: what it writes is Share's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      perform set_config('lock_timeout', '${sql.raw(String(waitMsMax))}', true);
      for try in 1..${sql.raw(String(triesMax))} loop
        begin
          alter table glucose_samples add column origin "char" not null default 's';
          alter table glucose_samples add constraint glucose_samples_origin_check
            check (origin in ('s', 'o', 'i', 'x')) not valid;
          return;
        exception when lock_not_available then
          if try = ${sql.raw(String(triesMax))} then raise; end if;
          perform pg_sleep(0.5);
        end;
      end loop;
    end $$`.execute(db);
}
