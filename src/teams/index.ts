/**
 * Who may ask: teams, and in wings their API keys (`keys/`), users (`users/`), user tokens (`tokens/`),
 * sessions of the console (`sessions/`) and the audit log (`audit/`). `authenticator` finds the actor of a credential. Promises: every
 * change to a credential or a person is in the audit, in the transaction of the change; a revoked
 * key is refused on every node within a second.
 */
export {
  type Actor,
  type ApiKeyScope,
  type AuditEntry,
  type AuditSource,
  anonymous,
  apiKeyScopes,
  appendAuditEntry,
  countAuditByKey,
  createReadCounter,
  eraseAudit,
  type GlucoseReads,
  isTeamActor,
  listAuditEntries,
  listGlucoseReads,
  lockTeam,
  openAuditedUrl,
  pruneAudit,
  type ReadCounter,
  resealAudit,
  type SessionActor,
  systemSource,
  type TeamActor,
  type UserTokenActor,
  type UserTokenScope,
  userTokenScopes,
} from './audit/index.ts';
export { type Authenticator, createAuthenticator } from './authenticator.ts';
export { createTeam } from './create-team.ts';
export { createCredentialCache } from './credential-cache.ts';
export { findTeam } from './find-team.ts';
export {
  type ApiKey,
  type ApiKeyCreation,
  authenticateApiKey,
  boundRights,
  createApiKey,
  findApiKeys,
  listApiKeys,
  MakerRevokedError,
  type OpenedByKey,
  type OpenedLinksHook,
  OutlivesMakerError,
  type RevokedKey,
  revokeApiKey,
  TooManyApiKeysError,
} from './keys/index.ts';
export {
  findLinkPage,
  findLogo,
  isContactAddress,
  isFrameOrigin,
  isReturnAddress,
  type LinkPage,
  type LinkPageChange,
  logoBytesMax,
  readLogo,
} from './link-page/index.ts';
export { listActorNames } from './list-actor-names.ts';
export { listTeamIds } from './list-team-ids.ts';
export { listTeams } from './list-teams.ts';
export {
  consoleRoles,
  createLoginCode,
  createSession,
  endAgedSessions,
  endLoginCodes,
  endSessions,
  forgetSessions,
  isRoleAbove,
  listSessions,
  loginCodeMinutes,
  lowestRoleWith,
  type OpenSession,
  type SessionCreation,
  type SessionEnd,
  takeLoginCode,
} from './sessions/index.ts';
export type { Team } from './team.ts';
export {
  createSignedTokens,
  createUserToken,
  createUserTokens,
  findEndedSubjects,
  lockStanding,
  type SignedToken,
  subjectOf,
  type UserTokens,
  userTokenTtlSeconds,
} from './tokens/index.ts';
export { updateTeam } from './update-team.ts';
export {
  type BriefUser,
  canonicalTimeZone,
  clientUserIdLengthMax,
  countUsers,
  countUsersByStanding,
  createUser,
  type DeletedUser,
  deleteUser,
  type EraseHook,
  eraseDueUsers,
  findDeletedUser,
  findOwner,
  findUser,
  findUsers,
  type GlucoseGoals,
  hasUser,
  isBirthDate,
  isClientUserId,
  listDeletedUsers,
  listGlucoseGoals,
  listUsers,
  listUsersByStanding,
  lockUserToLink,
  type PlacedUser,
  prepareFindUserWith,
  prepareListUsersWith,
  renameUser,
  revokeUserTokens,
  sqlClientUserId,
  type User,
  type UserHook,
  type UserOrder,
  type UserPlace,
  undoDeleteUser,
  updateUser,
} from './users/index.ts';
