export { accountKeyOf, nameKeyOf } from './account-keys.ts';
export {
  type Credentials,
  openCredentials,
  openSession,
  sealCredentials,
  sealSession,
} from './credentials.ts';
export { type DisconnectedConnection, disconnectConnections } from './disconnect.ts';
export { disconnectConnection } from './disconnect-connection.ts';
export {
  type ConnectionQuery,
  type ConnectionRecord,
  findConnections,
} from './find-connections.ts';
export { openKeyedHash } from './hash-key.ts';
export { type LinkDeps, type LinkOutcome, type LinkRequest, linkAccount } from './link.ts';
export { createLinkToken, judgeLinkToken, type LinkToken, linkTokenLifeMs } from './link-token.ts';
export { type LoginDeps, type LoginRequest, type LoginResult, logIn } from './log-in.ts';
export {
  decideLogin,
  type LoginBudget,
  type LoginDecision,
  loginSpacingMs,
  loginsPerWindowMax,
  loginWindowMs,
} from './login-budget.ts';
export {
  type PresentState,
  presentState,
  presentStates,
  type StateFacts,
} from './present-state.ts';
export { forgetExpired, type RateWindow, takeHit } from './rate-window.ts';
export { resealConnections } from './reseal-connections.ts';
export {
  type ConnectionEvent,
  type ConnectionState,
  connectionStates,
  freshForMs,
  nextState,
  readEventOf,
  silentAfterMs,
} from './state.ts';
export { dexcomNeeds, type StateText, stateTexts } from './state-text.ts';
export { lockoutMs, takeLoginPermit } from './take-login-permit.ts';
