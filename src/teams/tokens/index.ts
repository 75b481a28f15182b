/** Short-lived tokens of one user: signed, read, and found ended when their user or key is. */
export { createUserToken } from './create-user-token.ts';
export { findEndedSubjects } from './find-ended-subjects.ts';
export { createSignedTokens, type SignedToken } from './signed-tokens.ts';
export { subjectOf } from './subject-of.ts';
export { createUserTokens, type UserTokens, userTokenTtlSeconds } from './user-tokens.ts';
