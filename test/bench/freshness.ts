import type { Bench, BenchBar, BenchReport, BenchTable } from './bench.ts';
import { barAtMost, countSetting } from './bench.ts';
import type { Freshness, Population } from './freshness/measure.ts';
import { measure, measureFirstHour } from './freshness/measure.ts';
import type { FreshnessPolicy } from './freshness/polling.ts';
import { oracle, ours, oursAmong, peers } from './freshness/polling.ts';
import type { Scenario } from './freshness/sensor-day.ts';
import { alikeDay, otherDays, usualDay } from './freshness/sensor-day.ts';

/**
 * How fresh, and at what cost in requests: the same simulated days under our policy, under those of
 * the peers, and under an oracle. In virtual time; the same seeds give the same figures. All of the
 * 24 hours counts, the first ones, in which a policy has still to learn, too.
 */
export interface FreshnessResult {
  readonly usual: readonly Freshness[];
  readonly bySeed: readonly Freshness[];
  readonly others: readonly Freshness[];
  readonly firstHour: readonly Freshness[];
  readonly bars: readonly BenchBar[];
}

export interface FreshnessOptions extends Population {
  /** Connections of each other scenario; 0 leaves them out. */
  readonly otherConnections: number;
  /** Connections whose first hour is measured, of the first seed. */
  readonly firstHourConnections: number;
  readonly progress?: (line: string) => void;
}

export function runFreshness(options: FreshnessOptions): FreshnessResult {
  const progress = options.progress ?? (() => {});
  const usual = [ours, ...peers, oracle].map((policy) => {
    progress(`${usualDay.name}: ${policy.name}`);
    return measure(policy, usualDay, options);
  });
  const bySeed = options.seeds.map((seed) => {
    const figures = measure(ours, usualDay, { ...options, seeds: [seed] });
    return { ...figures, policy: `${ours.name}, seed ${seed}` };
  });
  const others = options.otherConnections === 0 ? [] : measureOthers(options, progress);
  const firstHour = measureFirstHours(options);
  return { usual, bySeed, others, firstHour, bars: [...barsOf(usual), ...firstBarsOf(firstHour)] };
}

function measureFirstHours({ firstHourConnections, seeds }: FreshnessOptions): Freshness[] {
  const population = { connections: firstHourConnections, seeds: seeds.slice(0, 1) };
  const hour = (name: string, policy: FreshnessPolicy, scenario: Scenario) => ({
    ...measureFirstHour(policy, scenario, population),
    policy: name,
  });
  return [
    hour('nobody else is polled', ours, usualDay),
    hour('oracle', oracle, usualDay),
    hour('wearers resemble each other', oursAmong(alikeDay), alikeDay),
    hour('oracle, wearers resemble each other', oracle, alikeDay),
  ];
}

function firstBarsOf([alone, , alike]: readonly Freshness[]): BenchBar[] {
  if (!alone || !alike) return [];
  return [
    barAtMost('first hour, median', alone.medianS, 6.3, ' s'),
    barAtMost('first hour, p95', alone.p95S, 20, ' s'),
    barAtMost('first hour, requests per reading', alone.requestsPerReading, 1.5),
    barAtMost('first hour among wearers alike, median', alike.medianS, 5.2, ' s'),
  ];
}

function measureOthers(
  { otherConnections, seeds }: FreshnessOptions,
  progress: (line: string) => void,
): Freshness[] {
  return otherDays.map((scenario) => {
    progress(scenario.name);
    const population = { connections: otherConnections, seeds: seeds.slice(0, 1) };
    return { ...measure(ours, scenario, population), policy: scenario.name };
  });
}

function barsOf(usual: readonly Freshness[]): BenchBar[] {
  const [own, ...rest] = usual;
  if (own === undefined) return [];
  const isAsGood = (peer: Freshness) =>
    peer.medianS <= own.medianS &&
    peer.p95S <= own.p95S &&
    peer.requestsPerReading <= own.requestsPerReading;
  const asGood = rest.filter((peer) => peer.policy !== oracle.name && isAsGood(peer));
  return [
    barAtMost('visible to fetched, median', own.medianS, 5, ' s'),
    barAtMost('visible to fetched, p95', own.p95S, 20, ' s'),
    barAtMost('visible to fetched, p99', own.p99S, 80, ' s'),
    barAtMost('requests per reading', own.requestsPerReading, 1.5, ' (1.4 is the aim)'),
    barAtMost('readings lost', own.lost, 0),
    barAtMost('peers as good in median, p95 and requests together', asGood.length, 0),
  ];
}

function tableOf(title: string, rows: readonly Freshness[]): BenchTable {
  const columns = ['median s', 'p95 s', 'p99 s', 'requests/reading', 'requests/day', 'lost'];
  return {
    title,
    columns,
    rows: rows.map((row) => ({
      name: row.policy,
      values: [
        row.medianS,
        row.p95S,
        row.p99S,
        row.requestsPerReading.toFixed(3),
        Math.round(row.requestsPerDay),
        row.lost,
      ],
    })),
  };
}

export const freshness: Bench = {
  name: 'freshness',
  summary: 'seconds from visible to fetched, and requests, of our policy and the peers (1 min)',
  async run(options): Promise<BenchReport> {
    const connections = countSetting(options, 'connections', 1_000);
    const seeds = Array.from({ length: countSetting(options, 'seeds', 3) }, (_, i) => i + 1);
    const { progress } = options;
    const result = runFreshness({
      ...{ connections, seeds, otherConnections: 200, progress },
      firstHourConnections: countSetting(options, 'first-hour', 1_500),
    });
    return {
      tables: [
        tableOf('A usual day', result.usual),
        tableOf('The same by seed', result.bySeed),
        tableOf(`${ours.name} on other days`, result.others),
        tableOf('The first hour after linking', result.firstHour),
      ],
      bars: result.bars,
      notes: [
        `${connections} connections x 24 h, seeds ${seeds.join(', ')}; seconds from visible to fetched.`,
      ],
    };
  },
};
