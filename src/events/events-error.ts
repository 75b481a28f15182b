/**
 * What is wrong with the log in the database:
 *
 * - `damaged`: a person must repair it; the message says how.
 */
export type EventsFailure = 'damaged';

export class EventsError extends Error {
  override readonly name = 'EventsError';
  readonly failure: EventsFailure;
  constructor(failure: EventsFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
