/**
 * Short-lived tokens of one user: `signed-tokens` signs and verifies them, `user-tokens` says what
 * is in them, `find-ended-subjects` finds those that ended early.
 */
export { createUserToken } from './create-user-token.ts';
export { findEndedSubjects, subjectOf } from './find-ended-subjects.ts';
export { lockStanding } from './lock-standing.ts';
export { createSignedTokens, type SignedToken } from './signed-tokens.ts';
export { createUserTokens, type UserTokens, userTokenTtlSeconds } from './user-tokens.ts';
