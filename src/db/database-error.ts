/**
 * What went wrong between us and Postgres, named by what has to be done:
 *
 * - `schema-newer`: the database was migrated by a later version; run that one.
 * - `migration-failed`: a migration did not apply; nothing of it remains.
 * - `in-use`: another live process runs the embedded server on this data.
 * - `cannot-run`: the embedded server cannot run here; the message says what to change.
 */
export type DatabaseFailure = 'schema-newer' | 'migration-failed' | 'in-use' | 'cannot-run';

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly failure: DatabaseFailure;
  constructor(failure: DatabaseFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
