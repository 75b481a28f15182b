import {
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  Kysely,
  type QueryResult,
} from 'kysely';
import type { Db } from './tables.ts';

/**
 * A view of a database whose statements end when a signal is aborted: one that runs is cancelled in
 * Postgres, none is begun any more, and an open transaction rolls back. For work that somebody
 * waits for who may leave.
 */
export interface AbortableOptions {
  readonly db: Db;
  readonly dialect: Dialect;
  /**
   * False behind a transaction pooler: there a session is anybody's in the next moment, and a
   * statement of somebody else's might be hit.
   */
  readonly canCancel: boolean;
}

export function createAbortable(options: AbortableOptions): (signal: AbortSignal) => Db {
  const { db, dialect, canCancel } = options;
  const compiler = dialect.createQueryCompiler();
  const adapter = dialect.createAdapter();
  // It begins and ends transactions on connections that it is handed, and opens none itself.
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
    // A transaction that was begun is ended in any case.
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

/** Cancelling takes a session of its own, so it works when all others are in use. */
async function neverProvided(): Promise<never> {
  throw new Error('a statement is cancelled through a session of its own');
}
