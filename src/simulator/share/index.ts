/**
 * Dexcom Share's wire as recorded from the real one: endpoints, sessions, error bodies, headers,
 * styles of old and new, and the faults that it can be ordered to have.
 */
export { parseBody, readBody } from './call.ts';
export { createFaults, type Effect, type FaultRule, type FaultState } from './fault.ts';
export { createPublicServer, type PublicServer } from './public-server.ts';
export { createSessions, type SessionEnd } from './sessions.ts';
export { injectedReadingsMax } from './upload-endpoint.ts';
export { createWireLog, type Exchange } from './wire-log.ts';
export { type AccountRef, getRecord, UnknownAccountError, type World } from './world.ts';
