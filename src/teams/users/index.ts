/**
 * The people of a team: created, found, listed and updated; deleted, which can be undone for seven
 * days; and then erased.
 */
export { countUsers } from './count-users.ts';
export { createUser } from './create-user.ts';
export { deleteUser, type UserHook } from './delete-user.ts';
export { type EraseHook, eraseDueUsers } from './erase-due-users.ts';
export { findDeletedUser } from './find-deleted-user.ts';
export { findOwner } from './find-owner.ts';
export { findTokenGeneration } from './find-token-generation.ts';
export { findUser, prepareFindUserWith } from './find-user.ts';
export { findUsers } from './find-users.ts';
export { type GlucoseGoals, listGlucoseGoals } from './glucose-goals.ts';
export { hasUser } from './has-user.ts';
export { listDeletedUsers } from './list-deleted-users.ts';
export { type BriefUser, listUsers, prepareListUsersWith } from './list-users.ts';
export {
  countUsersByStanding,
  listUsersByStanding,
  type PlacedUser,
  type UserOrder,
  type UserPlace,
} from './list-users-by-standing.ts';
export { lockUserToLink } from './lock-user-to-link.ts';
export { renameUser } from './rename-user.ts';
export { revokeUserTokens } from './revoke-user-tokens.ts';
export { sqlClientUserId } from './sql-client-user-id.ts';
export { canonicalTimeZone } from './time-zone.ts';
export { undoDeleteUser } from './undo-delete-user.ts';
export { updateUser } from './update-user.ts';
export type { DeletedUser, User } from './user.ts';
export { clientUserIdLengthMax, isBirthDate, isClientUserId } from './user-rules.ts';
