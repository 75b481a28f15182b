import { join } from 'node:path';
import type { Bench, BenchBar, BenchReport, BenchTable } from './bench.ts';
import { barAtLeast, barAtMost, countSetting } from './bench.ts';
import { type Figures, type MeasureOptions, measure, medianOf, ratioOf } from './query/measure.ts';
import { openStage, poolMax, type Stage } from './query/stage.ts';
import {
  chartSubjects,
  historySubjects,
  longStatistics,
  names,
  otherSubjects,
  type Subject,
} from './query/subjects.ts';

/**
 * What queries cost, against PostGraphile and against servers that are written by hand. All in one
 * run: round by round each server is under load for a while, in an order that turns, from a process
 * of its own. Ratios are medians over the rounds, since the machine's own pace changes from minute
 * to minute.
 */
const cpu = ({ cpuMs }: Figures) => cpuMs;
const pace = ({ requestsPerSecond }: Figures) => requestsPerSecond;
const cpuOfAll = ({ cpuMs, postgresCpuMs }: Figures) => cpuMs + postgresCpuMs;

interface Part {
  readonly table: BenchTable;
  readonly bars: readonly BenchBar[];
}

async function measureChart({ wide, servers }: Stage, options: MeasureOptions): Promise<Part> {
  const subjects = chartSubjects(wide, servers);
  const found = await measure(subjects, options);
  const [ours = [], postgraphile = [], handWritten = [], passThrough = [], rest = []] = found;
  return {
    table: tableOf('The 24-hour chart: 288 samples', subjects, found),
    bars: [
      barAtMost('chart: CPU against (1)', ratioOf(ours, postgraphile, cpu), 0.5),
      barAtMost('chart: CPU against (2)', ratioOf(ours, handWritten, cpu), 1),
      barAtMost('chart: CPU against (3)', ratioOf(ours, passThrough, cpu), 2.5),
      barAtMost('grouped at /v2: CPU against the chart', ratioOf(rest, ours, cpu), 1.2),
      barAtLeast('chart: requests/s against (1)', ratioOf(ours, postgraphile, pace), 1.5),
      barAtLeast('chart: requests/s against (2)', ratioOf(ours, handWritten, pace), 1),
      barAtLeast('chart: requests/s against (3)', ratioOf(ours, passThrough, pace), 0.7),
    ],
  };
}

async function measureOthers({ wide, servers }: Stage, options: MeasureOptions): Promise<Part[]> {
  const parts: Part[] = [];
  for (const [title, subjects] of otherSubjects(wide, servers)) {
    const found = await measure(subjects, options);
    const [ours = [], handWritten = []] = found;
    const ratio = ratioOf(ours, handWritten, cpu);
    parts.push({
      table: tableOf(`${title.charAt(0).toUpperCase()}${title.slice(1)}`, subjects, found),
      bars: [barAtMost(`${title}: CPU against by hand`, ratio, 1)],
    });
  }
  return parts;
}

async function measureHistory(
  { long, short, servers }: Stage,
  options: MeasureOptions,
): Promise<Part[]> {
  const subjects = historySubjects(long, short, servers);
  const found = await measure(subjects, options);
  const [years = [], days = []] = found;
  const statistics = [longStatistics(long, servers)];
  const alone = await measure(statistics, { ...options, connections: 1 });
  const p50Ms = medianOf((alone[0] ?? []).map((figures) => figures.p50Ms));
  return [
    {
      table: tableOf(`24 hours out of a history, ${names.gateway}`, subjects, found),
      bars: [
        barAtMost('CPU of gateway and Postgres', ratioOf(years, days, cpuOfAll), 1.3),
        barAtMost(
          'median latency',
          ratioOf(years, days, (each) => each.p50Ms),
          1.3,
        ),
      ].map((bar) => ({ ...bar, figure: `24 h of 3 years against of 30 days: ${bar.figure}` })),
    },
    {
      table: tableOf('All statistics of 90 days, one connection', statistics, alone),
      bars: [barAtMost('statistics of 90 days: median latency', p50Ms, 50, ' ms')],
    },
  ];
}

const columns = ['requests/s', 'CPU ms', 'Postgres CPU ms', 'p50 ms', 'p99 ms', 'kB'];

function tableOf(
  title: string,
  subjects: readonly Subject[],
  found: readonly (readonly Figures[])[],
): BenchTable {
  const rows = subjects.map(({ name }, index) => {
    const rounds = found[index] ?? [];
    const median = (figure: (figures: Figures) => number) => medianOf(rounds.map(figure));
    return {
      name,
      values: [
        Math.round(median(pace)),
        median(cpu),
        median(({ postgresCpuMs }) => postgresCpuMs),
        median(({ p50Ms }) => p50Ms),
        median(({ p99Ms }) => p99Ms),
        median(({ bytes }) => bytes / 1_000),
      ],
    };
  });
  return { title, columns, rows };
}

export const query: Bench = {
  name: 'query',
  summary: 'cost of charts, series, statistics and pages against PostGraphile and by hand (6 min)',
  async run(options): Promise<BenchReport> {
    const { progress, settings } = options;
    const rounds = countSetting(options, 'rounds', 7);
    const seconds = countSetting(options, 'seconds', 3);
    const connections = countSetting(options, 'connections', 8);
    const directory = settings.directory ?? join(process.cwd(), '.data', 'bench-query');
    const stage = await openStage(directory, progress);
    try {
      const { load, postgresPid } = stage;
      const durationMs = seconds * 1_000;
      const measuring = { load, postgresPid, rounds, durationMs, connections };
      progress('the 24-hour chart');
      const parts = [await measureChart(stage, measuring)];
      progress('series, statistics, users');
      parts.push(...(await measureOthers(stage, measuring)));
      progress('long histories');
      parts.push(...(await measureHistory(stage, measuring)));
      return {
        tables: parts.map(({ table }) => table),
        bars: parts.flatMap(({ bars }) => bars),
        notes: notesOf(stage, { rounds, seconds, connections }),
      };
    } finally {
      await stage.close();
    }
  },
};

function notesOf(
  { wide, long, short }: Stage,
  { rounds, seconds, connections }: Record<'rounds' | 'seconds' | 'connections', number>,
): string[] {
  const sizeOf = ({ users, samplesPerUser }: typeof wide) =>
    `${(users * samplesPerUser).toLocaleString('en')} samples of ${users} users`;
  return [
    `Tables: ${sizeOf(wide)}; histories: ${sizeOf(long)}, and ${sizeOf(short)}. Node ${process.version}.`,
    `${rounds} rounds of ${seconds} s, ${connections} connections, servers in turn; figures are medians over rounds.`,
    'CPU is that of the server process a request (threads and collection included); the load runs in another process.',
    `Each server has a pool of ${poolMax}, prepared statements, NODE_ENV and GRAPHILE_ENV production, and looks the API key up with the same code. ` +
      'The gateway runs its API role as configured for production: limits of rate, cost, depth, tokens, body and deadline on. ' +
      '(2) and (3) make sure in their statement that the user is the team’s, as the gateway does; (1) does not.',
  ];
}
