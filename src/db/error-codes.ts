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
 * Whether the database is unavailable for now: down, or busy with what others do to the same rows, or
 * for too long with this. The same work may be tried again later. An interrupted transaction was
 * rolled back, unless it was just committing: then its result is unknown.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  return isSomewhere(
    error,
    (each) => isDown(each) || isOfNode(each) || busy.test(codeOf(each) ?? ''),
  );
}

/** Stopped or taking too long (57), a conflict of transactions (40), a lock not to be had in time. */
const busy = /^(57|40|55P03$)/;

/**
 * Whether one node of a cluster cannot be reached: its coordinator says so in a session that goes on,
 * with the code of a lost connection, or of one that was lost in the midst of a transaction with no
 * code of its own. People whose rows lie elsewhere are not concerned.
 */
export function isNodeDown(error: unknown): boolean {
  return isSomewhere(error, isOfNode);
}

function isOfNode(error: Error): boolean {
  const isTold = (error as { severity?: unknown }).severity === 'ERROR';
  return isTold && (codeOf(error)?.startsWith('08') === true || nodeLost.test(error.message));
}

const nodeLost = /^failure on connection marked as essential/;

/** Whether it is down for everybody: unreachable, restarting, only read from, out of room or sessions. */
export function isDatabaseDown(error: unknown): boolean {
  return isSomewhere(error, isDown);
}

function isDown(error: Error): boolean {
  return isLossOfSession(error) || codeOf(error)?.startsWith('53') === true;
}

/** Whether the session is of no use any more: lost, or with a server that can only be read from. */
export function isSessionLost(error: unknown): boolean {
  return isSomewhere(error, isLossOfSession);
}

/** Whether the engine has no such feature: a cluster takes no statement that one node cannot answer. */
export function isNotSupported(error: unknown): boolean {
  return codeOf(error) === '0A000';
}

/** Whether the transaction lost against another one, and may win if it is made again at once. */
export function isConflict(error: unknown): boolean {
  return ['40001', '40P01'].includes(codeOf(error) ?? '');
}

/** Of an error, of those that it gathers, or of its cause. */
function isSomewhere(error: unknown, isIt: (error: Error) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  if (isIt(error)) return true;
  const gathered = error instanceof AggregateError ? error.errors : [];
  return gathered.some((each) => isSomewhere(each, isIt)) || isSomewhere(error.cause, isIt);
}

function isLossOfSession(error: Error): boolean {
  const code = codeOf(error);
  if (code === undefined) return lossMessages.has(error.message);
  if (isOfNode(error)) return false;
  return code.startsWith('08') || lossCodes.has(code);
}

const lossCodes: ReadonlySet<string> = new Set([
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
  '25006', // read only: a standby, since a failover, or behind the address that we were given
  '25P03', // idle in transaction for too long: this process hung
  '25P04', // in a transaction for longer than the role may
  '57P01', // shut down by the administrator
  '57P02', // shut down after a crash
  '57P03', // starting up or shutting down
]);

/** The driver's and Kysely's own errors, which have no code. */
const lossMessages: ReadonlySet<string> = new Set([
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
