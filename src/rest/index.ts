/**
 * Resources under `/v2`, as the published client of the hosted service asks for them: a person who
 * comes from there changes the address and nothing else. A file for each noun: its routes say in one
 * place which key may ask, what is taken and what is answered, and the OpenAPI document is made of
 * the same. A route calls the verbs that GraphQL calls. Promises: no SQL, no truth of its own, and
 * that a request which a client repeats by itself does no harm.
 */

import './document.ts';

export { linkErrorOf } from './link-error-types.ts';
export { answerRest } from './routes.ts';
export { keyHeader, passHeader, refusalBody, requestHeaders, restPath } from './wire.ts';
