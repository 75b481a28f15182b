/**
 * Why the embedded server does not run, named by what has to be done:
 *
 * - `in-use`: another live process runs it on this data.
 * - `cannot-run`: it cannot run here; the message says what to change.
 */
export type EmbeddedPostgresFailure = 'in-use' | 'cannot-run';

export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly failure: EmbeddedPostgresFailure;
  constructor(failure: EmbeddedPostgresFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
