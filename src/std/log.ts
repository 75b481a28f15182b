import { type DestinationStream, pino } from 'pino';

/**
 * Structured logs: one JSON line for each event, named like `poll.finished`. Field names are the same
 * everywhere, with units in the name. Never a password, a token, an account name or a glucose value.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}

export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export function createLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    messageKey: 'event',
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describeError },
  };
  return wrap(destination ? pino(options, destination) : pino(options));
}

/** A log that writes nothing, for tests and tools. */
export const silentLog: Log = createLog('silent');

interface Sink {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
  child(fields: object): Sink;
}

function wrap(sink: Sink): Log {
  return {
    debug: (event, fields = {}) => sink.debug(fields, event),
    info: (event, fields = {}) => sink.info(fields, event),
    warn: (event, fields = {}) => sink.warn(fields, event),
    error: (event, fields = {}) => sink.error(fields, event),
    child: (fields) => wrap(sink.child(fields)),
  };
}

/**
 * Only the name, code, message and stack of an error: other properties (a request's body, a query's
 * parameters) may hold secrets.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
