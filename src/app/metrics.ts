import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import type { DatabaseHandle, Db } from '#db';
import type { Follower } from '#events';
import type { Live } from '#live';
import { countDuePlans } from '#poll-plans';
import type { Poller, PollReport } from '#poller';
import { regions } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { type AttemptReport, countDueDeliveries, type Webhooks } from '#webhooks';

/**
 * The metrics of a node, for Prometheus. Labels name regions, outcomes and kinds; never a person, a
 * team, an account or a URL.
 */
export interface Metrics {
  onPoll(report: PollReport): void;
  onAttempt(report: AttemptReport): void;
  /** Makes the callback that records the statements of a pool. */
  onStatementOf(pool: string): (durationMs: number, hasFailed: boolean) => void;
  watchDatabase(name: string, handle: DatabaseHandle): void;
  watchPoller(poller: Poller): void;
  watchLive(live: Live, follower: Follower): void;
  watchWebhooks(webhooks: Webhooks): void;
  /** Gauges of the work that waits in the database for any node. */
  watchQueues(db: Db, clock: Clock): void;
}

const freshnessBuckets = [1, 2.5, 5, 10, 15, 20, 30, 45, 60, 90, 120, 300, 600, 1_800, 3_600];
const durationBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

export function createMetrics(registry: Registry): Metrics {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  const polls = pollMetrics(registry);
  const attempts = attemptMetrics(registry);

  return {
    onPoll: polls,
    onAttempt: attempts,
    onStatementOf: statementMetrics(registry),
    watchDatabase(name, handle) {
      const help = `Sessions of the ${name} pool`;
      gauge(`gateway_sql_${name}_sessions`, `${help}.`, () => handle.poolStats().total);
      gauge(`gateway_sql_${name}_waiting`, `${help} that callers wait for.`, () =>
        Number(handle.poolStats().waiting),
      );
    },
    watchPoller(poller) {
      new Gauge({
        name: 'gateway_polls_in_flight',
        help: 'Polls under way.',
        labelNames: ['region'],
        registers,
        collect() {
          for (const region of regions) this.set({ region }, poller.inFlight(region));
        },
      });
      new Gauge({
        name: 'gateway_region_circuit_open',
        help: '1 while a region is not asked because it is down.',
        labelNames: ['region'],
        registers,
        collect() {
          for (const region of regions) this.set({ region }, poller.isCircuitOpen(region) ? 1 : 0);
        },
      });
    },
    watchLive(live, follower) {
      gauge('gateway_subscribers', 'Readers of the log that are connected.', live.readerCount);
      gauge('gateway_log_position', 'The last event that was read.', () => follower.position);
      const events = new Counter({
        name: 'gateway_events_read_total',
        help: 'Events of the log that this node has read, by type.',
        labelNames: ['type'],
        registers,
      });
      follower.follow({
        onEvents(batch) {
          for (const { type } of batch) events.inc({ type });
        },
        onLogLost() {},
      });
    },
    watchWebhooks(webhooks) {
      gauge('gateway_deliveries_in_flight', 'Attempts under way.', webhooks.inFlightCount);
    },
    watchQueues(db, clock) {
      const depth = (name: string, help: string, count: typeof countDuePlans) => {
        const counted = cached(
          () => countWithTimeout(() => count(db, dateOf(clock)), clock),
          clock,
        );
        new Gauge({
          name,
          help,
          registers,
          async collect() {
            this.set(await counted());
          },
        });
      };
      const ending = 'are due and claimed by no node, up to 100000.';
      depth('gateway_polls_due', `Polls that ${ending}`, countDuePlans);
      depth('gateway_deliveries_due', `Deliveries that ${ending}`, countDueDeliveries);
    },
  };
}

/** A scrape does not wait for an unavailable database; the gauge is then NaN. */
const countMsMax = 1_000;

/** However often metrics are asked for, the rows are counted once in this time. */
const countedForMs = 10_000;

function cached(count: () => Promise<number>, clock: Clock): () => Promise<number> {
  let untilMs = Number.NEGATIVE_INFINITY;
  let last = Promise.resolve(Number.NaN);
  return () => {
    const nowMs = clock.monotonicMs();
    if (nowMs >= untilMs) {
      untilMs = nowMs + countedForMs;
      last = count();
    }
    return last;
  };
}

async function countWithTimeout(count: () => Promise<number>, clock: Clock): Promise<number> {
  const over = new AbortController();
  const late = clock.sleep(countMsMax, over.signal).then(() => Number.NaN);
  const counted = count().catch(() => Number.NaN);
  return Promise.race([counted, late]).finally(() => over.abort());
}

const statementBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10, 30];

function statementMetrics(registry: Registry): Metrics['onStatementOf'] {
  const registers = [registry];
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
  return (pool) => {
    const ofPool = durations.labels({ pool });
    const failed = failures.labels({ pool });
    return (durationMs, hasFailed) => {
      ofPool.observe(durationMs / 1_000);
      if (hasFailed) failed.inc();
    };
  };
}

function pollMetrics(registry: Registry): Metrics['onPoll'] {
  const registers = [registry];
  const polls = new Counter({
    name: 'gateway_polls_total',
    help: 'Polls by what became of them.',
    labelNames: ['region', 'outcome'],
    registers,
  });
  const samples = new Counter({
    name: 'gateway_samples_total',
    help: 'Samples that were new or changed.',
    labelNames: ['kind'],
    registers,
  });
  const lateness = new Histogram({
    name: 'gateway_poll_lateness_seconds',
    help: 'From the planned moment of a poll to its beginning.',
    buckets: durationBuckets,
    registers,
  });
  const freshness = new Histogram({
    name: 'gateway_reading_freshness_seconds',
    help: 'From the instant of a reading to its commit.',
    buckets: freshnessBuckets,
    registers,
  });
  return ({ region, outcome, settled, latenessMs, freshnessMs }) => {
    polls.inc({ region, outcome: outcome.kind });
    samples.inc({ kind: 'created' }, settled?.createdCount ?? 0);
    samples.inc({ kind: 'updated' }, settled?.updatedCount ?? 0);
    lateness.observe(latenessMs / 1000);
    for (const ms of freshnessMs) freshness.observe(ms / 1000);
  };
}

function attemptMetrics(registry: Registry): Metrics['onAttempt'] {
  const registers = [registry];
  const attempts = new Counter({
    name: 'gateway_delivery_attempts_total',
    help: 'Attempts to deliver an event, by their ending.',
    labelNames: ['ending'],
    registers,
  });
  const lag = new Histogram({
    name: 'gateway_delivery_lag_seconds',
    help: 'From the entry of an event in the log to its first attempt.',
    buckets: durationBuckets,
    registers,
  });
  return ({ attempt, number, lagMs }) => {
    attempts.inc({ ending: attempt.failure ?? 'answered' });
    if (number === 1) lag.observe(lagMs / 1000);
  };
}
