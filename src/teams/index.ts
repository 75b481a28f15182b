export {
  type Actor,
  type AnonymousActor,
  type ApiKeyActor,
  anonymous,
  type UserTokenActor,
  type UserTokenScope,
  userTokenScopes,
} from './actor.ts';
export type { ApiKey } from './api-key.ts';
export { appendAuditEntry } from './append-audit-entry.ts';
export {
  type AuditActorKind,
  type AuditDeed,
  type AuditEntry,
  type AuditSource,
  commandLineSource,
  systemSource,
} from './audit.ts';
export {
  type Authentication,
  authenticateApiKey,
  type CredentialRefusal,
} from './authenticate-api-key.ts';
export { type ApiKeyCreation, createApiKey, type NewApiKey } from './create-api-key.ts';
export { createTeam, type NewTeam, type TeamCreation } from './create-team.ts';
export { createUser, type NewUser, type UserCreation } from './create-user.ts';
export { createUserToken } from './create-user-token.ts';
export { type Credentials, createCredentials } from './credentials.ts';
export { deleteUser, type UserDeletedHook } from './delete-user.ts';
export { type EraseHook, eraseDueUsers } from './erase-due-users.ts';
export { findEndedSubjects } from './find-ended-subjects.ts';
export { findTeam, type TeamKey } from './find-team.ts';
export { findUser, prepareFindUserWith, type UserKey } from './find-user.ts';
export { findUsers } from './find-users.ts';
export { type ApiKeyListing, listApiKeys } from './list-api-keys.ts';
export { type AuditListing, listAuditEntries } from './list-audit-entries.ts';
export { type DeletedUserListing, listDeletedUsers } from './list-deleted-users.ts';
export { listUsers, prepareListUsersWith, type UserListing } from './list-users.ts';
export { revokeApiKey } from './revoke-api-key.ts';
export {
  createSignedTokens,
  type SignedToken,
  type SignedTokenOptions,
  type SignedTokens,
} from './signed-tokens.ts';
export { subjectOf } from './subject-of.ts';
export type { Team } from './team.ts';
export { timeZoneNamed } from './time-zone.ts';
export { type DeletionUndoing, undoDeleteUser } from './undo-delete-user.ts';
export { type TeamChange, updateTeam } from './update-team.ts';
export { type UserChange, updateUser } from './update-user.ts';
export type { DeletedUser, User } from './user.ts';
export {
  createUserTokens,
  type UserTokenGrant,
  type UserTokens,
  userTokenTtlSeconds,
} from './user-tokens.ts';
