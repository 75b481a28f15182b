import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { DatabaseHandle } from '#db';

/** What is measured of the pools of a node. */
export interface DatabaseMetrics {
  /** Makes the callback that records the statements of a pool. */
  onStatementOf(pool: string): (durationMs: number, hasFailed: boolean) => void;
  watch(pool: string, handle: DatabaseHandle): void;
}

const statementBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10, 30];

export function createDatabaseMetrics(registry: Registry): DatabaseMetrics {
  const registers = [registry];
  const handles = new Map<string, DatabaseHandle>();
  const durations = new Histogram({
    name: 'gateway_sql_statement_seconds',
    help: 'From the sending of a statement to its answer, by pool.',
    labelNames: ['pool'],
    buckets: statementBuckets,
    registers,
  });
  const failures = new Counter({
    name: 'gateway_sql_failures_total',
    help: 'Statements that were answered with an error, or not at all, by pool.',
    labelNames: ['pool'],
    registers,
  });
  const gauge = (name: string, help: string, read: (handle: DatabaseHandle) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers,
      collect() {
        for (const [pool, handle] of handles) this.set({ pool }, read(handle));
      },
    });
  gauge('gateway_sql_sessions', 'Sessions with the database, by pool.', (handle) =>
    Number(handle.poolStats().total),
  );
  gauge('gateway_sql_waiting', 'Callers that wait for a session with the database.', (handle) =>
    Number(handle.poolStats().waiting),
  );
  return {
    onStatementOf(pool) {
      const ofPool = durations.labels({ pool });
      const failed = failures.labels({ pool });
      failed.inc(0);
      return (durationMs, hasFailed) => {
        ofPool.observe(durationMs / 1_000);
        if (hasFailed) failed.inc();
      };
    },
    watch: (pool, handle) => void handles.set(pool, handle),
  };
}
