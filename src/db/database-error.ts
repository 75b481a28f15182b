/**
 * What went wrong between us and the tables, named by what has to be done:
 *
 * - `schema-newer`: the database was migrated by a later version; run that one.
 * - `migration-failed`: a migration did not apply; nothing of it remains.
 */
export type DatabaseFailure = 'schema-newer' | 'migration-failed';

export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly failure: DatabaseFailure;
  constructor(failure: DatabaseFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
