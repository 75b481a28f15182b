import {
  type CompiledQuery as Compiled,
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type PostgresPool,
  type PostgresPoolClient,
  type TransactionSettings,
} from 'kysely';
import { Client, type ClientConfig, Pool, type PoolClient } from 'pg';
import { systemClock } from '#std/clock';
import type { Log } from '#std/log';
import { PatientSocket } from '#std/patient-socket';
import { createAbortable } from './abortable.ts';
import { columnTypes } from './column-types.ts';
import { cutConnection } from './cut-connection.ts';
import { isSessionLost } from './error-codes.ts';
import { preparedNameOf } from './prepare.ts';
import { createStandbyCheck, SessionClient, StandbyError } from './session-client.ts';
import {
  forms,
  limitsOf,
  type Settings,
  transactionDefaults,
  withOptions,
} from './session-settings.ts';
import type { Database, Db } from './tables.ts';

/**
 * A pool of sessions with Postgres. Everything that a session could wait for has a limit: the
 * connection, a statement, a lock, a lost answer, and an idle transaction, because a node that hangs
 * in a transaction must not keep the lock on the head of the log.
 */
export interface DatabaseOptions {
  readonly url: string;
  readonly poolMax: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly statementTimeoutMs?: number;
  /**
   * Whether a transaction pooler stands before Postgres. It refuses settings at connect, so the
   * limits are then set in each transaction; outside of transactions those of the role apply.
   */
  readonly isPooled?: boolean;
  /** Called for each statement with the time from sending it to its answer. */
  readonly onStatement?: (durationMs: number, hasFailed: boolean) => void;
  readonly log: Log;
}

export interface PoolStats {
  readonly total: number;
  readonly idle: number;
  /** Callers that wait for a session. */
  readonly waiting: number;
}

export interface DatabaseHandle {
  readonly db: Db;
  /** The same database, for work that is cancelled when the signal is aborted. */
  abortable(signal: AbortSignal): Db;
  poolStats(): PoolStats;
  /** Waits until the sessions in use are released, then ends all. May be called again. */
  close(): Promise<void>;
}

const statementTimeoutMsDefault = 30_000;
export const connectTimeoutMs = 10_000;
const idleSessionMsMax = 60_000;
export const keepAliveDelayMs = 10_000;
/** How much longer than the server's own limit we wait for its answer before we give it up. */
const answerMarginMs = 5_000;

export function openDatabase(options: DatabaseOptions): DatabaseHandle {
  const pool = openPool(options);
  const sessions = discardingPool(pool, options);
  const config: PostgresDialectConfig = { pool: sessions, controlClient: CancelClient };
  const dialect = options.isPooled
    ? new PooledDialect(config, { ...limitsOfSession(options), ...forms })
    : new PostgresDialect(config);
  const db = new Kysely<Database>({ dialect });
  let closing: Promise<void> | undefined;
  return {
    db,
    abortable: createAbortable({ db, dialect, canCancel: !options.isPooled }),
    poolStats: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** The session by which the query builder cancels a statement. Its loss is nobody's failure. */
class CancelClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    // Without a listener the error of a session that Postgres ends would end this process.
    this.on('error', () => {});
  }
}

function openPool(options: DatabaseOptions): Pool {
  const { url, poolMax, applicationName, isPooled, log } = options;
  const statementTimeoutMs = options.statementTimeoutMs ?? statementTimeoutMsDefault;
  const settings = { ...limitsOfSession(options), ...forms, ...transactionDefaults };
  const pool = new Pool({
    ...(isPooled ? { connectionString: url } : withOptions(url, settings)),
    Client: SessionClient,
    max: poolMax,
    application_name: applicationName,
    types: columnTypes,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleSessionMsMax,
    stream: () => new PatientSocket(),
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
    query_timeout: statementTimeoutMs + answerMarginMs,
  });
  // A session that ends while nobody uses it is replaced at the next need.
  pool.on('error', (error) => log.warn('database.session-ended', { error }));
  // A session that fails while it is in use fails its caller's next statement. Without a listener
  // here, the same error would also end this process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

function limitsOfSession({ statementTimeoutMs }: DatabaseOptions): Settings {
  return limitsOf(statementTimeoutMs ?? statementTimeoutMsDefault);
}

/**
 * Sets the limits at the start of each transaction, since a pooler does not let us set them for a
 * session.
 */
class PooledDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  readonly #settings: Settings;
  constructor(config: PostgresDialectConfig, settings: Settings) {
    super(config);
    this.#config = config;
    this.#settings = settings;
  }
  override createDriver(): Driver {
    return new PooledDriver(this.#config, this.#settings);
  }
}

class PooledDriver extends PostgresDriver {
  readonly #begin: Compiled;
  constructor(config: PostgresDialectConfig, settings: Settings) {
    super(config);
    const statements = Object.entries(settings).map(([k, v]) => `set local ${k} = '${v}'`);
    this.#begin = CompiledQuery.raw(statements.join('; '));
  }
  override async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings) {
    await super.beginTransaction(connection, settings);
    await connection.executeQuery(this.#begin);
  }
}

/**
 * A session whose connection failed is closed at once and never returned to the pool: the next
 * caller would meet the same failure, or read a late answer as its own.
 */
function discardingPool(pool: Pool, options: DatabaseOptions): PostgresPool {
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  const isOnStandby = options.isPooled
    ? createStandbyCheck()
    : async (client: PoolClient) => client instanceof SessionClient && client.isStandby;

  /** A client that leads to a server that can be written to; any other is discarded. */
  async function findUsable(): Promise<PoolClient> {
    const client = await pool.connect();
    try {
      if (await isOnStandby(client)) throw new StandbyError();
      return client;
    } catch (error) {
      cutConnection(client);
      client.release(true);
      throw error;
    }
  }

  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await findUsable();
      const known = wrapped.get(client);
      if (known) return known;
      const discarding = discardingClient(client, options);
      wrapped.set(client, discarding);
      return discarding;
    },
  };
}

function discardingClient(
  client: PoolClient,
  { isPooled, onStatement }: DatabaseOptions,
): PostgresPoolClient {
  let isBroken = false;
  const report = (sinceMs: number, hasFailed: boolean) =>
    onStatement?.(systemClock.monotonicMs() - sinceMs, hasFailed);
  async function query(text: string, values: unknown[]): Promise<unknown> {
    // Behind a transaction pooler the next statement may reach another session.
    const name = isPooled ? undefined : preparedNameOf(text);
    const sinceMs = systemClock.monotonicMs();
    try {
      const sent = name ? client.query({ name, text, values }) : client.query(text, values);
      const result = await sent;
      report(sinceMs, false);
      return result;
    } catch (error) {
      report(sinceMs, true);
      if (isSessionLost(error)) {
        isBroken = true;
        cutConnection(client);
      }
      throw error;
    }
  }
  return {
    query: query as unknown as PostgresPoolClient['query'],
    // Kysely reads it to cancel a statement of this session.
    processID: (client as unknown as { processID: number }).processID,
    release: (isDestroyed) => client.release(isBroken || isDestroyed === true),
  };
}
