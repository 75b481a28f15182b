import { type Kysely, sql } from 'kysely';

/** So long readers are kept waiting at the most, behind whom this waits in its turn. */
const waitMsMax = 500;
const triesMax = 120;

/**
 * A further way in which a sample came here: r, from a file that has mmol/L with one decimal. No row
 * is read. A version before does not know the letter: files are imported once all nodes are updated.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      perform set_config('lock_timeout', '${sql.raw(String(waitMsMax))}', true);
      for try in 1..${sql.raw(String(triesMax))} loop
        begin
          alter table glucose_samples drop constraint glucose_samples_origin_check;
          alter table glucose_samples add constraint glucose_samples_origin_check
            check (origin in ('s', 'o', 'i', 'r', 'x')) not valid;
          return;
        exception when lock_not_available then
          if try = ${sql.raw(String(triesMax))} then raise; end if;
          perform pg_sleep(0.5);
        end;
      end loop;
    end $$`.execute(db);
}
