/**
 * One signed request to an address that strangers chose: judged addresses only (W2), no redirect,
 * a deadline, a bounded answer; and what an attempt is.
 */
export { type AddressPolicy, createAddressPolicy } from './address-policy.ts';
export { type Attempt, type AttemptFailure, attemptFailures } from './attempt.ts';
export { hostOf, originOf, readEndpointUrl, type UrlProblem } from './endpoint-url.ts';
export { ConnectError, findAllowedAddresses } from './guarded-connect.ts';
export { createPoster, type Poster } from './post.ts';
export { createResolveHost, type ResolveHost } from './resolve-host.ts';
export { parseRetryAfterMs } from './retry-after.ts';
export { keyOfSecret, newSecret } from './secret.ts';
export { signatureHeaders } from './sign.ts';
