import type { SeenEvents } from './seen-events.ts';

/** What is needed of a client of the package `pg`. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ rowCount: number | null }>;
  /** Given an error, the client is thrown away instead of kept. */
  release(error?: Error | boolean): void;
}

/** What is needed of a `Pool` of the package `pg`. */
export interface PostgresPool<Client extends PostgresClient> {
  connect(): Promise<Client>;
}

export interface PostgresSeenEvents<Client> extends SeenEvents<Client> {
  /** Creates the table where it is missing; any number of processes may do so at once. */
  prepare(): Promise<void>;
  /** Forgets what was handled longer ago than this many days, and says how many events that were. */
  forget(olderThanDays: number): Promise<number>;
}

/** Any number, the same in each process. */
const preparing = 4_117_290_553;

/**
 * Remembers events in your own Postgres, safe across processes. `once` runs `handle` in the
 * transaction that notes the event, and hands it the client: what it writes with that client is
 * there exactly once, whatever crashes when. A second delivery at the same time waits for the first
 * and then counts as seen. What `handle` does elsewhere happens at least once.
 */
export function createPostgresSeenEvents<Client extends PostgresClient>(
  pool: PostgresPool<Client>,
  { table = 'gateway_seen_events' }: { readonly table?: string } = {},
): PostgresSeenEvents<Client> {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(table)) {
    throw new TypeError(`"${table}" is no plain name of a table.`);
  }
  const note = `insert into ${table} (event_id) values ($1) on conflict do nothing`;

  async function inTransaction<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      const isUsable = await client.query('rollback').then(
        () => true,
        () => false,
      );
      client.release(!isUsable);
      throw error;
    }
  }

  return {
    prepare: () =>
      inTransaction(async (client) => {
        // Without it, two that create the same table at once would both try, and one would fail.
        await client.query('select pg_advisory_xact_lock($1)', [preparing]);
        await client.query(
          `create table if not exists ${table} (
            event_id uuid primary key,
            handled_at timestamptz not null default now()
          )`,
        );
      }),
    once: (eventId, handle) =>
      inTransaction(async (client) => {
        const { rowCount } = await client.query(note, [eventId]);
        if (rowCount === 0) return 'seen-before';
        await handle(client);
        return 'handled';
      }),
    forget: (olderThanDays) =>
      inTransaction(async (client) => {
        const old = `handled_at < now() - make_interval(days => $1)`;
        const { rowCount } = await client.query(`delete from ${table} where ${old}`, [
          olderThanDays,
        ]);
        return rowCount ?? 0;
      }),
  };
}
