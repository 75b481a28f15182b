/**
 * Who is linked, and in what state. A link token lets a wearer link one user; `link` logs in with
 * what the wearer typed, within the login budget (P4), and writes the connection with its sealed
 * credentials. `state` is the complete table of states and events, `present-state` adds what only
 * time tells, `state-text` says it in words. Promises: a password is opened for a login only, and
 * no login leaves without a committed permit.
 */

export type { ConnectionRecord } from './connection-record.ts';
export { openCredentials, openSession, sealSession } from './credentials.ts';
export { disconnectConnections } from './disconnect.ts';
export { disconnectConnection } from './disconnect-connection.ts';
export { type ConnectionQuery, findConnections } from './find-connections.ts';
export { forgetExpired } from './forget-expired.ts';
export { type LinkDeps, type LinkOutcome, type LinkRequest, linkAccount } from './link.ts';
export { createLinkToken } from './link-token.ts';
export { type BriefConnection, briefConnections, briefOfUser } from './live-of-users.ts';
export { type LoginDeps, logIn } from './log-in.ts';
export { openKeyedHash } from './lookup-hashes.ts';
export { type PresentState, presentState, presentStates } from './present-state.ts';
export { type RateWindow, takeHits } from './rate-window.ts';
export { resealConnections } from './reseal-connections.ts';
export { restampLogins } from './restamp-logins.ts';
export {
  type ConnectionEvent,
  type ConnectionState,
  freshForMs,
  nextState,
  quickCadenceMs,
  readEventOf,
} from './state.ts';
export { dexcomNeeds, stateTexts } from './state-text.ts';
