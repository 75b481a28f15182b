/**
 * Dexcom's OAuth API, for the people of the simulated Share: `oauth-server` takes a call, `oauth-fault`
 * decides whether it goes wrong, `consent-endpoints`, `token-endpoint` and `data-endpoints` answer
 * it. `clients` and `grants` say who may read whom, `egvs` and `diary` what there is to read and
 * from when on, `wire-record` and `wire-time` how it is written. What nobody has verified is a switch in
 * `oauth-style`.
 */
export type { ClientOrder, OAuthClient } from './clients.ts';
export { type Entry, entriesOf } from './diary.ts';
export type { OAuthCall, OAuthTotals } from './oauth-calls.ts';
export { oauthCallKinds } from './oauth-calls.ts';
export type { OAuthFaultRule } from './oauth-fault.ts';
export { createOAuthServer } from './oauth-server.ts';
export type { OAuthStyle } from './oauth-style.ts';
export { createOAuthWorld, findInRealm, type OAuthWorld } from './oauth-world.ts';
export { type Realm, realms, realmUrl, regionOfRealm } from './realm.ts';
export {
  type EntryOrder,
  entryTypes,
  products,
  type RecordChange,
  type WearerSettings,
} from './wearer.ts';
export { timeForms } from './wire-time.ts';
