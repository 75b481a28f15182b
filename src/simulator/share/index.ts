/**
 * Dexcom Share's HTTP protocol as recorded from the real service: `public-server` takes a request,
 * `fault` and `effect-answer` decide whether it goes wrong, the `…-endpoints` answer it (`sessions`,
 * `application-error`, `wire-reading`), and `delivery` sends the response. Old and new styles of the
 * service are both known.
 */
export { parseBody, readBody } from './call.ts';
export { createFaults, type Effect, type FaultRule, type FaultState } from './fault.ts';
export { type Certificate, createPublicServer, type PublicServer } from './public-server.ts';
export { createSessions, type SessionEnd } from './sessions.ts';
export { injectedReadingsMax } from './upload-endpoint.ts';
export { createWireLog, type Exchange } from './wire-log.ts';
export { type AccountRef, getRecord, UnknownAccountError, type World } from './world.ts';
