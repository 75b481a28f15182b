/**
 * Subscriptions: readers of the log that last as long as a connection. `live` opens a `live-reader`
 * at a cursor; the reader replays what its client missed and then follows the log, through a
 * `mailbox` whose length it bounds. `channels` finds the readers of an event, `live-message` gives
 * all of them the same object, and `credential-watch` ends a reader when its credential ends.
 * A `present-reader` gives no events but what is true of some users, when an event or time has changed it.
 * Promises: a slow reader is closed with its cursor (S1), and resuming has no gap and no repeat (S2).
 */
export { type CredentialWatch, createCredentialWatch } from './credential-watch.ts';
export { createLive, type Live } from './live.ts';
export { LiveError, type LiveFailure } from './live-error.ts';
export type { LiveMessage } from './live-message.ts';
export type { PresentSource } from './present-reader.ts';
