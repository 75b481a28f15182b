import { sql } from 'kysely';
import type { Db } from '#db';
import type { DistributionStep } from './plan-distribution.ts';

/**
 * Does what is still to be done to distribute a database, step by step, and tells each. May be stopped
 * and run again: a step is a transaction, and the plan leaves out what is done. `db` needs sessions
 * without a limit of time, as a large table is copied in one step.
 */
export async function distribute(
  db: Db,
  steps: readonly DistributionStep[],
  tell: (line: string) => void,
): Promise<void> {
  for (const [index, { words, statement }] of steps.entries()) {
    tell(`${index + 1} of ${steps.length}: ${words}`);
    await sql.raw(statement).execute(db);
  }
}
