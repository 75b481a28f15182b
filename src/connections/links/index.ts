/**
 * A link: what a link token was made for, whether it still works, and what became of each attempt
 * to link with it. `find-link` judges one, `open-link` and `abandon-links` tell the log where people
 * are lost, `begin-`, `end-` and `find-attempt` keep the answers that may be lost on their way.
 */
export { abandonLinks } from './abandon-links.ts';
export { beginAttempt } from './begin-attempt.ts';
export { endAttempt } from './end-attempt.ts';
export { endLinksOfUser, openedLinks } from './end-links.ts';
export { findAttempt } from './find-attempt.ts';
export { findLink, judgeLink, type Link, type LinkVerdict, outcomeUntil } from './find-link.ts';
export { findOwnTries } from './find-own-tries.ts';
export { forgetLinkTokens } from './forget-link-tokens.ts';
export type { AttemptAnswer, AttemptKey } from './link-attempt.ts';
export { type LinkTerms, linkLocales } from './link-terms.ts';
export {
  createLinkToken,
  judgeLinkToken,
  type LinkToken,
  type LinkTokenVerdict,
  recordConnection,
  useLinkToken,
} from './link-token.ts';
export { returnTry, takeTry } from './link-tries.ts';
export { type NextTry, nextTry } from './next-try.ts';
export { openLink } from './open-link.ts';
export { revokeLinkToken } from './revoke-link-token.ts';
export { tellFailedLink } from './tell-failed-link.ts';
export { isAccountName, isPassword } from './typed-credentials.ts';
