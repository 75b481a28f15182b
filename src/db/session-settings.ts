/**
 * What holds in each of our sessions, whatever the role, the database or the address say of their
 * own: limits, and the forms in which values are written, which we read.
 */
export type Settings = Readonly<Record<string, string | number>>;

const lockTimeoutMs = 10_000;
const idleInTransactionMsMax = 5_000;

/** Where all tables are. */
export const schemaName = 'public';

export function limitsOf(statementTimeoutMs: number): Settings {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMsMax,
  };
}

export const forms: Settings = {
  timezone: 'UTC',
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: 1,
  search_path: schemaName,
};

/** Of a session alone: a transaction that has begun has these already. */
export const transactionDefaults: Settings = {
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
};

/** The address without the options in it, and ours behind them. */
export function withOptions(address: string, settings: Settings) {
  const ours = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${String(value).replace(/[\\ ]/g, '\\$&')}`)
    .join(' ');
  const url = new URL(address);
  const given = url.searchParams.get('options');
  if (given === null) return { connectionString: address, options: ours };
  if (/search_path/i.test(given)) {
    throw new Error(
      'The address of the database names a search_path: leave it out, since the gateway keeps its ' +
        `tables in the schema "${schemaName}". For a schema of its own, give it a database of its own.`,
    );
  }
  url.searchParams.delete('options');
  return { connectionString: url.href, options: `${given} ${ours}` };
}
