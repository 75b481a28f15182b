import { Counter, collectDefaultMetrics, Gauge, type Registry } from 'prom-client';
import type { Db } from '#db';
import { eventTypes, type Follower } from '#events';
import type { Live } from '#live';
import type { Poller, PollReport } from '#poller';
import { regions } from '#providers';
import type { Clock } from '#std/clock';
import type { AttemptReport, Webhooks } from '#webhooks';
import { createDatabaseMetrics, type DatabaseMetrics } from './database-metrics.ts';
import { createDeliveryMetrics } from './delivery-metrics.ts';
import { watchDeployment } from './deployment-metrics.ts';
import { createDexcomMetrics, type DexcomMetrics } from './dexcom-metrics.ts';
import { createPollMetrics } from './poll-metrics.ts';

export interface Metrics {
  readonly database: DatabaseMetrics;
  readonly dexcom: DexcomMetrics;
  onPoll(report: PollReport): void;
  onAttempt(report: AttemptReport): void;
  watchPoller(poller: Poller): void;
  watchLive(live: Live, follower: Follower): void;
  watchWebhooks(webhooks: Webhooks): void;
  /** Figures of the whole deployment, the same on each node. */
  watchDeployment(db: Db, clock: Clock): void;
}

/** Which gateway it is whose metrics these are. */
export interface Build {
  readonly version: string;
  readonly role: string;
}

export function createMetrics(registry: Registry, build: Build): Metrics {
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const name of misnamedDefaults) registry.removeSingleMetric(name);
  tellBuild(registry, build);
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  return {
    database: createDatabaseMetrics(registry),
    dexcom: createDexcomMetrics(registry),
    onPoll: createPollMetrics(registry),
    onAttempt: createDeliveryMetrics(registry),
    watchPoller: (poller) => watchPoller(registry, poller),
    watchLive(live, follower) {
      gauge('gateway_subscribers', 'Readers of the log that are connected.', live.readerCount);
      gauge('gateway_log_position', 'The last event that was read.', () => follower.position);
      countEvents(registry, follower);
    },
    watchWebhooks(webhooks) {
      gauge('gateway_deliveries_in_flight', 'Attempts under way.', webhooks.inFlightCount);
    },
    watchDeployment: (db, clock) => watchDeployment(registry, db, clock),
  };
}

/** Gauges with the names of counters, of which others stand beside them that tell the same by type. */
const misnamedDefaults = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

function tellBuild(registry: Registry, { version, role }: Build): void {
  const labels = { version, role, node: process.version };
  new Gauge({
    name: 'gateway_build_info',
    help: 'Always 1; its labels tell version and role of the gateway, and the version of Node.',
    labelNames: Object.keys(labels),
    registers: [registry],
  }).set(labels, 1);
}

function watchPoller(registry: Registry, poller: Poller): void {
  const ofRegion = (
    name: string,
    help: string,
    read: (region: (typeof regions)[number]) => number,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['region'],
      registers: [registry],
      collect() {
        for (const region of regions) this.set({ region }, read(region));
      },
    });
  ofRegion('gateway_polls_in_flight', 'Polls under way.', (region) => poller.inFlight(region));
  ofRegion(
    'gateway_region_circuit_open',
    '1 while a region is not asked because it is down.',
    (region) => (poller.isCircuitOpen(region) ? 1 : 0),
  );
}

function countEvents(registry: Registry, follower: Follower): void {
  const events = new Counter({
    name: 'gateway_events_read_total',
    help: 'Events of the log that this node has read, by type.',
    labelNames: ['type'],
    registers: [registry],
  });
  for (const type of eventTypes) events.inc({ type }, 0);
  follower.follow({
    onEvents(batch) {
      for (const { type } of batch) events.inc({ type });
    },
    onLogLost() {},
  });
}
