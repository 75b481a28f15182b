/**
 * Why a reader was refused or ended, and what its client has to do:
 *
 * - `malformed-cursor`, `foreign-cursor`: start without a cursor; this one is not of this log.
 * - `cursor-too-old`: events after it were pruned; `cursor` is the oldest from which one can resume.
 * - `fell-behind`: the client read slower than events came; resume from `cursor`.
 * - `credential-ended`: reconnect with another credential, and resume from `cursor`.
 * - `too-many-readers`: end others first, or try later.
 * - `log-lost`: the database was replaced; resume from `cursor`, if it is still valid.
 * - `stopped`: this node stops; resume from `cursor` on another.
 */
export type LiveFailure =
  | 'malformed-cursor'
  | 'foreign-cursor'
  | 'cursor-too-old'
  | 'fell-behind'
  | 'credential-ended'
  | 'too-many-readers'
  | 'log-lost'
  | 'stopped';

export class LiveError extends Error {
  override readonly name = 'LiveError';
  readonly failure: LiveFailure;
  /**
   * The cursor of the last event delivered, or the oldest valid one; null when there is neither.
   */
  readonly cursor: string | null;
  constructor(failure: LiveFailure, cursor: string | null = null) {
    super(messages[failure]);
    this.failure = failure;
    this.cursor = cursor;
  }
}

const messages: Readonly<Record<LiveFailure, string>> = {
  'malformed-cursor': 'The cursor is none that this server gave.',
  'foreign-cursor': 'The cursor belongs to another log.',
  'cursor-too-old': 'Events after the cursor have been removed.',
  'fell-behind': 'The reader took events slower than they came.',
  'credential-ended': 'The credential has expired or was revoked.',
  'too-many-readers': 'There are too many subscriptions.',
  'log-lost': 'The log was replaced.',
  stopped: 'The server stops.',
};
