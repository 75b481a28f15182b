/**
 * Counts what is bounded: logins of any provider's accounts by the provider's own rules
 * (`permit-counter`, over the rows of `login-counts`), and other hits in sliding windows
 * (`rate-window`). Keys are keyed hashes, so nothing here tells whose they are. Promises: a permit
 * is committed before it is given, and never given back (P4).
 */
export { eraseLogins } from './erase-logins.ts';
export { forgetExpiredPermits } from './forget-expired-permits.ts';
export { createPermitCounter } from './permit-counter.ts';
export { findFreeAt, type RateWindow, returnHits, takeHits } from './rate-window.ts';
export { restampLogins } from './restamp-logins.ts';
