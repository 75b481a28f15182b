import {
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  Kysely,
  type QueryResult,
} from 'kysely';
import type { Db } from './tables.ts';

/**
 * A view of a database that is bound to an abort signal, such as that of a request whose client may
 * leave. On abort the running statement is cancelled in Postgres, no further one starts, and an open
 * transaction rolls back.
 */
export interface AbortableOptions {
  readonly db: Db;
  readonly dialect: Dialect;
  /**
   * False behind a transaction pooler: it may give the session to another client at any moment, and
   * the cancellation might hit that client's statement.
   */
  readonly canCancel: boolean;
}

export function createAbortable(options: AbortableOptions): (signal: AbortSignal) => Db {
  const { db, dialect, canCancel } = options;
  const compiler = dialect.createQueryCompiler();
  const adapter = dialect.createAdapter();
  // This driver only begins and ends transactions on given connections; it opens none itself.
  const driver = dialect.createDriver();
  const base = db.getExecutor();

  return (signal) => {
    const executor = new DefaultQueryExecutor(compiler, adapter, {
      provideConnection: (consumer) =>
        base.provideConnection((connection) => consumer(guarded(connection, signal, canCancel))),
    });
    return new Kysely({ config: { dialect }, dialect, driver, executor });
  };
}

function guarded(
  connection: DatabaseConnection,
  signal: AbortSignal,
  canCancel: boolean,
): DatabaseConnection {
  const execute: DatabaseConnection['executeQuery'] = async <Row>(
    query: Parameters<DatabaseConnection['executeQuery']>[0],
  ): Promise<QueryResult<Row>> => {
    // An open transaction must be ended in any case.
    if (/^(rollback|commit)/.test(query.sql)) return connection.executeQuery<Row>(query);
    signal.throwIfAborted();
    if (!canCancel) return connection.executeQuery<Row>(query);
    await connection.collectSessionInfo?.();
    const cancel = () => void connection.cancelQuery?.(neverProvided).catch(() => {});
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await connection.executeQuery<Row>(query);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
  return new Proxy(connection, {
    get(target, name) {
      if (name === 'executeQuery') return execute;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Kysely cancels through a connection of its own, so this one is never asked for. */
async function neverProvided(): Promise<never> {
  throw new Error('a statement is cancelled through a session of its own');
}
