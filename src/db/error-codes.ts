/**
 * What an error of Postgres, or of the connection to it, means to a caller. Errors are told apart by
 * code; the few that the driver throws without one, by their text.
 */

/** Whether a unique constraint refused the statement; `constraint` narrows it to one by name. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: unknown }).constraint === constraint;
}

/**
 * Whether the database is unavailable for now: refused, restarting, unreachable, out of connections,
 * or the session was ended. The same work may be tried again later. An interrupted transaction was
 * rolled back, unless it was just committing: then its result is unknown.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = codeOf(error);
  if (code?.startsWith('08') || (code && unavailableCodes.has(code))) return true;
  if (code === undefined && unavailableMessages.has(error.message)) return true;
  if (error instanceof AggregateError && error.errors.some(isDatabaseUnavailable)) return true;
  return isDatabaseUnavailable(error.cause);
}

const unavailableCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  'ENOTFOUND',
  '25P03', // idle in transaction for too long: this process hung
  '53300', // too many connections
  '57P01', // shut down by the administrator
  '57P02', // shut down after a crash
  '57P03', // starting up or shutting down
]);

/** The driver's and Kysely's own errors, which have no code. */
const unavailableMessages: ReadonlySet<string> = new Set([
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client was closed and is not queryable',
  'Client has encountered a connection error and is not queryable',
  'Postgres connection has been discarded',
  'Query read timeout',
]);

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
