export {
  type CredentialWatch,
  type CredentialWatchOptions,
  createCredentialWatch,
  type WatchedCredential,
} from './credential-watch.ts';
export {
  createLive,
  type Live,
  type LiveLimits,
  type LiveOptions,
  liveLimits,
  type WatchRequest,
} from './live.ts';
export { LiveError, type LiveFailure } from './live-error.ts';
export type { LiveMessage } from './live-message.ts';
export type { LiveReader, QueueLimits, ReaderFilter } from './live-reader.ts';
