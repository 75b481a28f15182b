/**
 * One signed request to a URL that a team chose. `endpoint-url` reads the URL, `resolve-host` asks
 * DNS, `address-policy` judges the addresses, `guarded-connect` connects to no others (W2), `sign`
 * makes the signature from a `secret`, `post` sends the request without following redirects,
 * `answer-headers` keeps what may be kept of the answer's, and `attempt` names the possible outcomes. Every wait and every response size is bounded.
 */
export { type AddressPolicy, createAddressPolicy } from './address-policy.ts';
export { type AnswerHeader, answerHeadersOf } from './answer-headers.ts';
export { type Attempt, type AttemptFailure, attemptFailures } from './attempt.ts';
export { hostOf, originOf, readEndpointUrl, type UrlProblem } from './endpoint-url.ts';
export { ConnectError, findAllowedAddresses, saysItsAddress } from './guarded-connect.ts';
export { createPoster, type Poster } from './post.ts';
export { createResolveHost, type ResolveHost } from './resolve-host.ts';
export { keyOfSecret, newSecret } from './secret.ts';
export { signatureHeaders } from './sign.ts';
