/**
 * Short-lived tokens of one user: `signed-tokens` signs and verifies them, `user-tokens` says what
 * is in them, `find-ended-subjects` finds those that ended early, `ended-check` for many at once.
 */
export { createUserToken } from './create-user-token.ts';
export { createEndedCheck } from './ended-check.ts';
export { findEndedSubjects, subjectOf } from './find-ended-subjects.ts';
export { lockStanding } from './lock-standing.ts';
export { createSignedTokens, type SignedToken } from './signed-tokens.ts';
export { createUserTokens, type UserTokens, userTokenTtlSeconds } from './user-tokens.ts';
