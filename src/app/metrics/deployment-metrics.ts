import { Gauge, type Registry } from 'prom-client';
import { type ConnectionCount, countConnections, presentStates } from '#connections';
import type { Db } from '#db';
import { countDuePlans } from '#poll-plans';
import { providerSlugs, regions } from '#providers';
import { type Clock, dateOf } from '#std/clock';
import { countDueDeliveries, countEndpoints, type EndpointCount, endpointStates } from '#webhooks';

/**
 * Figures of the whole deployment, read from the database: each node tells the same, so rules take
 * their maximum, never their sum. What could not be read in time is NaN.
 */
export function watchDeployment(registry: Registry, db: Db, clock: Clock): void {
  watchDue(registry, clock, {
    work: 'poll',
    many: 'polls',
    count: () => countDuePlans(db, dateOf(clock)),
  });
  watchDue(registry, clock, {
    work: 'delivery',
    many: 'deliveries',
    count: () => countDueDeliveries(db, dateOf(clock)),
  });
  const connections = cached(clock, statesCountedForMs, () => countConnections(db, dateOf(clock)));
  new Gauge({
    name: 'gateway_connections',
    help: 'Living connections of the deployment by provider, region and state.',
    labelNames: ['provider', 'region', 'state'],
    registers: [registry],
    async collect() {
      const counts = await connections();
      for (const { count, ...labels } of allConnections(counts)) this.set(labels, count);
    },
  });
  const endpoints = cached(clock, statesCountedForMs, () => countEndpoints(db));
  new Gauge({
    name: 'gateway_webhook_endpoints',
    help: 'Webhook endpoints of the deployment: enabled, or why they are disabled.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const counts = await endpoints();
      for (const state of endpointStates) this.set({ state }, countOf(counts, state));
    },
  });
}

interface Due {
  readonly work: string;
  readonly many: string;
  readonly count: () => Promise<{ readonly count: number; readonly oldestAt: Date | null }>;
}

function watchDue(registry: Registry, clock: Clock, { work, many, count }: Due): void {
  const due = cached(clock, dueCountedForMs, count);
  new Gauge({
    name: `gateway_${many}_due`,
    help: `Work of the deployment that is due and claimed by no node (${many}), up to 100000.`,
    registers: [registry],
    async collect() {
      this.set((await due())?.count ?? Number.NaN);
    },
  });
  new Gauge({
    name: `gateway_oldest_due_${work}_age_seconds`,
    help: `For how long the ${work} that waits longest has been due; 0 while none waits.`,
    registers: [registry],
    async collect() {
      const found = await due();
      const atMs = found?.oldestAt?.getTime();
      if (!found) this.set(Number.NaN);
      else this.set(atMs === undefined ? 0 : Math.max(0, clock.nowMs() - atMs) / 1000);
    },
  });
}

function* allConnections(counts: readonly ConnectionCount[] | null): Generator<ConnectionCount> {
  const known = new Map(counts?.map((each) => [keyOf(each), each.count]));
  for (const provider of providerSlugs) {
    for (const region of regions) {
      for (const state of presentStates) {
        if (state === 'DISCONNECTED') continue;
        const labels = { provider, region, state };
        yield { ...labels, count: counts ? (known.get(keyOf(labels)) ?? 0) : Number.NaN };
      }
    }
  }
}

function keyOf({ provider, region, state }: Omit<ConnectionCount, 'count'>): string {
  return `${provider} ${region} ${state}`;
}

function countOf(counts: readonly EndpointCount[] | null, state: EndpointCount['state']): number {
  if (!counts) return Number.NaN;
  return counts.find((each) => each.state === state)?.count ?? 0;
}

/** A scrape does not wait for an unavailable database. */
const countMsMax = 1_000;

/** However often metrics are asked for, rows are counted once in this time. */
const dueCountedForMs = 10_000;
/** The same for counts that look at each connection. */
const statesCountedForMs = 30_000;

/** Null where the database did not tell in time. */
function cached<Count>(
  clock: Clock,
  forMs: number,
  count: () => Promise<Count>,
): () => Promise<Count | null> {
  let untilMs = Number.NEGATIVE_INFINITY;
  let last: Promise<Count | null> = Promise.resolve(null);
  return () => {
    const nowMs = clock.monotonicMs();
    if (nowMs >= untilMs) {
      untilMs = nowMs + forMs;
      last = inTime(clock, count);
    }
    return last;
  };
}

async function inTime<Count>(clock: Clock, count: () => Promise<Count>): Promise<Count | null> {
  const over = new AbortController();
  const late = clock.sleep(countMsMax, over.signal).then(() => null);
  const counted = count().catch(() => null);
  return Promise.race([counted, late]).finally(() => over.abort());
}
