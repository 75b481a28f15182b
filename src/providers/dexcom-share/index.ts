/**
 * Dexcom Share, and all that only it knows. `share-client` is its wire: sessions, readings,
 * sharing, each answer sorted into a closed set of failures; `login-budget` and `login-permit` are
 * the rules of its logins (P4), `log-in` keeps to them; `dexcom-share` is the provider. Promises:
 * one request at a time leaves for each call, with a deadline; no secret is in any error; no
 * request with a password leaves without a permit.
 */
export { requestOutcomes, type ShareRequest } from './caller.ts';
export { shareCalls } from './calls.ts';
export {
  createDexcomShare,
  type DexcomShareOptions,
  type LoginReport,
  loginOutcomes,
} from './dexcom-share.ts';
export { dexcomShareFacts } from './facts.ts';
export { parseTrend } from './trend.ts';
