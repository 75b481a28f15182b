/**
 * What a provider is: `provider` its facts, its methods and their results, `reading` what it
 * brings, `diary` what wearers enter, `permits` how it counts its logins without a database.
 */
export type { DataRange, DeviceBatch, DiaryBatch, ToldDevice, ToldEntry } from './diary.ts';
export type {
  AddedCount,
  LoginCount,
  LoginWait,
  PermitCounter,
  PermitRule,
  PermitTimes,
  PermitVerdict,
} from './permits.ts';
export {
  type KeptAccess,
  type KeptLogin,
  type LinkLogin,
  type LoginResult,
  type OAuthProvider,
  type PasswordProvider,
  type ProviderFacts,
  type ProviderNeed,
  type ReadResult,
  type RedeemRequest,
  type Region,
  regions,
  type SessionRequest,
  type Sharing,
  type SharingResult,
  type StretchResult,
} from './provider.ts';
export type { Reading, ReadingBatch, ReadWindow, Trend } from './reading.ts';
