/**
 * Readers of the log that come and go. `live` gives each subscriber what it missed from its
 * cursor and then what follows, through a bounded `mailbox`; `channels` finds those who want an
 * event; `credential-watch` ends a reader with its credential. Promises S1 and S2.
 */
export { type CredentialWatch, createCredentialWatch } from './credential-watch.ts';
export { createLive, type Live } from './live.ts';
export { LiveError, type LiveFailure } from './live-error.ts';
export type { LiveMessage } from './live-message.ts';
export type { LiveReader } from './live-reader.ts';
