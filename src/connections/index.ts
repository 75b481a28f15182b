export { accountKeyOf, nameKeyOf } from './account-keys.ts';
export {
  type Credentials,
  openCredentials,
  openSession,
  sealCredentials,
  sealSession,
} from './credentials.ts';
export {
  type DisconnectedConnection,
  disconnectConnections,
} from './disconnect.ts';
export { disconnectConnection } from './disconnect-connection.ts';
export {
  type ConnectionQuery,
  type ConnectionRecord,
  findConnections,
} from './find-connections.ts';
export { findLiveConnection, type LiveConnection } from './find-live-connection.ts';
export { forgetExpired } from './forget-expired.ts';
export { openKeyedHash } from './hash-key.ts';
export { type LinkDeps, type LinkOutcome, type LinkRequest, linkAccount } from './link.ts';
export { createLinkToken, judgeLinkToken, type LinkToken, linkTokenLifeMs } from './link-token.ts';
export { type BriefConnection, briefConnections, briefOfUser } from './live-of-users.ts';
export { type LoginDeps, type LoginRequest, type LoginResult, logIn } from './log-in.ts';
export {
  decideLogin,
  type LoginBudget,
  type LoginDecision,
  loginSlackMs,
  loginSpacingMs,
  loginSpanMs,
  loginsPerWindowMax,
  loginWindowMs,
  passwordRequestsPerWindowMax,
  strayRequestsMax,
} from './login-budget.ts';
export {
  type PresentState,
  presentState,
  presentStates,
  type StateFacts,
} from './present-state.ts';
export { type RateWindow, takeHits } from './rate-window.ts';
export { resealConnections } from './reseal-connections.ts';
export { restampLogins } from './restamp-logins.ts';
export {
  type ConnectionEvent,
  type ConnectionState,
  connectionEvents,
  connectionStates,
  freshForMs,
  nextState,
  quickCadenceMs,
  readEventOf,
  silentAfterMs,
} from './state.ts';
export { dexcomNeeds, type StateText, stateTexts } from './state-text.ts';
export {
  type LoginPermit,
  lockoutMs,
  type PermitRequest,
  recordWait,
  type SecondRequest,
  takeLoginPermit,
  takeSecondRequest,
} from './take-login-permit.ts';
