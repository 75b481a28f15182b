/**
 * Why a reader was not let in, or was ended, named by what the client has to do:
 *
 * - `malformed-cursor`, `foreign-cursor`: begin without one; it is not of this log.
 * - `cursor-too-old`: events after it were pruned; `cursor` is the oldest from which one can go on.
 * - `fell-behind`: it took events slower than they came; go on from `cursor`.
 * - `credential-ended`: come back with another credential, and go on from `cursor`.
 * - `too-many-readers`: end others first, or try later.
 * - `log-lost`: the log was replaced beneath us; go on from `cursor`, if it is still valid.
 * - `stopped`: this node stops; go on from `cursor` on another.
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
  /** The last one delivered, or the oldest valid one; null when there is none to tell. */
  readonly cursor: string | null;
  constructor(failure: LiveFailure, cursor: string | null = null) {
    super(sentences[failure]);
    this.failure = failure;
    this.cursor = cursor;
  }
}

const sentences: Readonly<Record<LiveFailure, string>> = {
  'malformed-cursor': 'The cursor is none that this server gave.',
  'foreign-cursor': 'The cursor belongs to another log.',
  'cursor-too-old': 'Events after the cursor have been removed.',
  'fell-behind': 'The reader took events slower than they came.',
  'credential-ended': 'The credential has expired or was revoked.',
  'too-many-readers': 'There are too many subscriptions.',
  'log-lost': 'The log was replaced.',
  stopped: 'The server stops.',
};
