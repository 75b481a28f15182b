/**
 * Who is linked, and in what state. A link token lets a wearer link one user; `link` has the
 * provider log in with what the wearer typed, and writes the connection with what the provider wants
 * kept, sealed (`sealed-access`). `states` is
 * the complete table of them, and says them in words. Promises: a grant is opened for a login only,
 * and only the provider reads it.
 */

export { askSharingAgain, wasSharingAsked } from './ask-sharing-again.ts';
export type { ConnectionRecord } from './connection-record.ts';
export { forgetConsents, openStart } from './consents/index.ts';
export {
  type ConnectionCount,
  countByState,
  countConnections,
  countConnectionsByKey,
  countLoginsByRegion,
  countUsersByStates,
  isRefusingAll,
  type RegionLogins,
  type StateCount,
  type UserStatesCount,
} from './counts/index.ts';
export { disconnectConnections } from './disconnect.ts';
export { disconnectConnection } from './disconnect-connection.ts';
export { type ConnectionQuery, findConnections } from './find-connections.ts';
export { findLive } from './find-live.ts';
export { type ConnectionToPoll, findConnectionsToPoll } from './find-to-poll.ts';
export {
  type ConsentAnswer,
  type EndedConsent,
  type FinishedLink,
  type FinishingConsent,
  finishConsent,
} from './finish-consent.ts';
export {
  type FoundAccount,
  type LinkDeps,
  type LinkOutcome,
  type LinkRequest,
  linkAccount,
  personKeysOf,
} from './link.ts';
export {
  type AttemptAnswer,
  abandonLinks,
  beginAttempt,
  createLinkToken,
  endAttempt,
  endLinksOfUser,
  findAttempt,
  findLink,
  findOwnTries,
  forgetLinkTokens,
  isAccountName,
  isPassword,
  judgeLink,
  type Link,
  type LinkTerms,
  type LinkVerdict,
  linkLocales,
  type NextTry,
  nextTry,
  openedLinks,
  openLink,
  outcomeUntil,
  revokeLinkToken,
} from './links/index.ts';
export { listConnectionIds } from './list-connection-ids.ts';
export { listLoneAccountKeys } from './list-lone-account-keys.ts';
export { teamsInRegion } from './list-teams-in-region.ts';
export { type BriefConnection, briefConnections, briefOfUser } from './live-of-users.ts';
export { noteStalled } from './note-stalled.ts';
export { resealConnections } from './reseal-connections.ts';
export { saveAccess, saveSuccessor } from './save-access.ts';
export { sealAccess, unsealGrant, unsealSession } from './sealed-access.ts';
export { sqlLiveOf } from './sql-live-of.ts';
export { sqlStandingOfUsers } from './standing-of-users.ts';
export { type ConsentDeps, type ConsentStart, startConsent } from './start-consent.ts';
export {
  type ConnectionAction,
  type ConnectionEvent,
  type ConnectionState,
  freshForMs,
  nextState,
  overdueAfterMs,
  type PresentState,
  presentState,
  presentStates,
  quickCadenceMs,
  readEventOf,
  type StateText,
  silentAfterMs,
  stateAgesAt,
  stateTextAgesAt,
  stateTextFor,
  stateTextOf,
  stateTexts,
} from './states/index.ts';
export { type ConnectionChange, updateConnections } from './update-connections.ts';
