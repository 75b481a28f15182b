/**
 * Why an import did not come to its end. `not-this-form`: the file is not of the form that was named.
 * `broken-file`: it was, up to a place. `stopped`: what it says could not be written; the cause says why.
 */
export type ImportFailure = 'not-this-form' | 'broken-file' | 'stopped';

export class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly failure: ImportFailure;
  constructor(failure: ImportFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
