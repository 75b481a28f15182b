/**
 * Sessions of the console, which a browser keeps in a cookie. `create-session` makes one from a key
 * or from a `login-code` of the command line, `authenticate-session` finds it, `end-sessions` ends
 * it; a `role` says what it may do, and it never may more than its key.
 */
export { authenticateSession, type SessionResult } from './authenticate-session.ts';
export { createSession, type SessionCreation } from './create-session.ts';
export { endAgedSessions, endSessions } from './end-sessions.ts';
export { forgetSessions } from './forget-sessions.ts';
export { listSessions, type OpenSession } from './list-sessions.ts';
export { createLoginCode, endLoginCodes, loginCodeMinutes, takeLoginCode } from './login-code.ts';
export { noteRefusedSession } from './note-refused-session.ts';
export { noteSessionUse } from './note-session-use.ts';
export { consoleRoles, isRoleAbove, lowestRoleWith } from './role.ts';
export type { SessionEnd } from './session.ts';
