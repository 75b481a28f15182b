/**
 * Where readings come from. `provider/` says what a provider is, in the words of the field; each
 * folder beside it is one provider and holds all that only it knows; `providers` is their table.
 * Promises: nothing here knows a database; an unknown provider is an error, never one of these.
 */

export { type OAuthRequestReport, oauthCalls, oauthOutcomes } from './dexcom-oauth/index.ts';
export {
  type LoginReport,
  loginOutcomes,
  parseTrend,
  requestOutcomes,
  type ShareRequest,
  shareCalls,
} from './dexcom-share/index.ts';
export {
  type AddedCount,
  type DeviceBatch,
  type DiaryBatch,
  type KeptAccess,
  type LinkLogin,
  type LoginCount,
  type LoginResult,
  type LoginWait,
  type PermitCounter,
  type ProviderNeed,
  type Reading,
  type ReadingBatch,
  type ReadResult,
  type Region,
  regions,
  type Sharing,
  type StretchResult,
  type ToldDevice,
  type ToldEntry,
} from './provider/index.ts';
export {
  closeProviders,
  createProviders,
  type EventSource,
  eventSourceOf,
  factsOf,
  lateByMs,
  longestPermitTimes,
  oauthProvider,
  type ProviderSlug,
  type Providers,
  passwordProvider,
  providerOfNumber,
  providerSlugs,
  sensorFamilyOfNumber,
} from './providers.ts';
