/**
 * The way into the console for people. `session-door` opens and ends the session that a browser keeps
 * in a cookie, `sign-in` says for what, `own-site` whose page may use it. Promises: a session holds no
 * more than the key that it was made from, and no page of another origin gets anything by its cookie.
 */
export { cookieOf, createOwnSite, isOwnPage } from './own-site.ts';
export { createSessionDoor } from './session-door.ts';
