import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Database } from '#db';

type Row = Selectable<Database['console_sessions']>;

/**
 * A session of the console. Its secret is 256 random bits, which a browser keeps in a cookie that no
 * script reads; we store its SHA-256. It ends when nobody has used it for `idleMs`, at most
 * `lifeMsMax` after it began, with the key that it was made from, and when somebody signs out.
 */
export type SessionOrigin = Row['made_from'];
export type SessionEnd = NonNullable<Row['end_reason']>;

export const sessionIdleMs = 12 * 3_600_000;
export const sessionLifeMsMax = 7 * 24 * 3_600_000;

const secretPrefix = 'gg_session_';
const secretPattern = /^gg_session_[A-Za-z0-9_-]{43}$/;

export function newSessionSecret(): string {
  return `${secretPrefix}${randomBytes(32).toString('base64url')}`;
}

/** Whether a text has the form of a session's secret; other texts need no query. */
export function isSessionSecret(text: string): boolean {
  return secretPattern.test(text);
}
