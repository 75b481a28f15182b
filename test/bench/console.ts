import { loadavg } from 'node:os';
import { systemClock } from '#std/clock';
import {
  type Bench,
  type BenchBar,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  barAtMost,
  countSetting,
} from './bench.ts';
import { buildStage, type Stage } from './console/stage.ts';
import { meterOf, msToList, msToShow, type PageCost } from './console/waits.ts';
import type { Ending } from './database.ts';
import { appendAtPace } from './live/append-at-pace.ts';
import { percentile } from './live/round.ts';

/**
 * The console in a browser over 10,000 people and 100,000 deliveries: how long one waits, and what a
 * page costs that stays open while the readings of all of them come.
 */
interface Times {
  readonly name: string;
  readonly ms: readonly number[];
  readonly mostMs: number;
}

const loadsCount = 10;
const searchCount = 50;
const filterCount = 20;
/** 10,000 people, each with a reading every five minutes. */
const eventsPerSecond = 33;
const warmUpMs = 20_000;
const taskShareMax = 0.05;
const heapGrowthMax = 0.1;

async function run(options: BenchOptions): Promise<BenchReport> {
  const people = countSetting(options, 'people', 10_000);
  const deliveries = countSetting(options, 'deliveries', 100_000);
  const minutes = countSetting(options, 'minutes', 10);
  const endings: (() => Promise<unknown>)[] = [];
  const ending: Ending = (end) => void endings.unshift(end);
  try {
    const stage = await buildStage({ people, deliveries }, ending, options.progress);
    options.progress('open, search, filter');
    const times = [await timeLoads(stage), await timeSearches(stage), await timeFilters(stage)];
    options.progress(`${eventsPerSecond} events a second for ${minutes} min`);
    const open = await watchOpenPage(stage, minutes);
    return reportOf(times, open, minutes);
  } finally {
    for (const end of endings) await end();
  }
}

async function timeLoads({ page, url }: Stage): Promise<Times> {
  const ms: number[] = [];
  while (ms.length < loadsCount) ms.push(await msToShow(page, `${url}/people`, 'tbody tr'));
  return { name: 'people: first rows', ms, mostMs: 1_000 };
}

/** Each for another person; between two the list is that of everybody again. */
async function timeSearches({ page, userIds }: Stage): Promise<Times> {
  const ms: number[] = [];
  while (ms.length < searchCount) {
    const number = 1 + ((ms.length * 997) % userIds.length);
    const search = `wearer-${number}`;
    ms.push(await msToList(page, { rows: '.people tbody tr', search, shows: `^${search}` }));
    await page.locator('input[type=search]').fill('');
    await page.locator('tbody tr:nth-child(50)').waitFor();
  }
  return { name: 'people: search', ms, mostMs: 300 };
}

/** By state and by what the receiver answered, in turn: the same deliveries match both. */
async function timeFilters({ page, url }: Stage): Promise<Times> {
  const rows = '[data-panel=deliveries] tbody tr';
  const ms: number[] = [];
  while (ms.length < filterCount) {
    // A page that was opened anew remembers no answer.
    await msToShow(page, `${url}/webhooks`, rows);
    const act = ms.length % 2 === 0 ? { choice: 'Given up' } : { option: '5xx' };
    ms.push(await msToList(page, { rows, ...act, shows: 'Given up' }));
  }
  return { name: 'deliveries: filter', ms, mostMs: 500 };
}

interface OpenPage {
  readonly taskShare: number;
  readonly before: PageCost;
  readonly after: PageCost;
}

/** The list of people stays open while one reading after the other comes to all of them. */
async function watchOpenPage(
  { db, teamId, userIds, page, url }: Stage,
  minutes: number,
): Promise<OpenPage> {
  await msToShow(page, `${url}/people`, 'tbody tr');
  const users = userIds.map((userId) => ({ teamId, userId, nextNumber: 0 }));
  const appender = appendAtPace(db, users, { eventsPerSecond, eventsPerCommit: 3 });
  try {
    await systemClock.sleep(warmUpMs);
    const startMs = systemClock.monotonicMs();
    const cost = await meterOf(page);
    const before = await cost();
    await systemClock.sleep(minutes * 60_000);
    const after = await cost();
    const seconds = (systemClock.monotonicMs() - startMs) / 1000;
    return { taskShare: (after.taskSeconds - before.taskSeconds) / seconds, before, after };
  } finally {
    await appender.stop();
  }
}

function reportOf(times: readonly Times[], open: OpenPage, minutes: number): BenchReport {
  const sorted = times.map((each) => ({ ...each, ms: each.ms.toSorted((a, b) => a - b) }));
  const rows: BenchRow[] = sorted.map(({ name, ms }) => ({
    name,
    values: [ms.length, percentile(ms, 0.5), percentile(ms, 0.95), percentile(ms, 1)],
  }));
  const growth = open.after.heapMb / open.before.heapMb - 1;
  const bars: BenchBar[] = [
    ...sorted.map(({ name, ms, mostMs }) =>
      barAtMost(`${name}, p95`, percentile(ms, 0.95), mostMs, ' ms'),
    ),
    barAtMost(
      `${eventsPerSecond} events a second: share of task time`,
      open.taskShare,
      taskShareMax,
    ),
    barAtMost(`growth of the heap in ${minutes} min`, growth, heapGrowthMax),
  ];
  const load = loadavg().map((each) => each.toFixed(1));
  return {
    tables: [
      { title: 'Waits in ms', columns: ['tries', 'p50', 'p95', 'most'], rows },
      {
        title: 'The page that stays open',
        columns: ['MB of heap'],
        rows: [
          { name: 'at first', values: [open.before.heapMb] },
          { name: `after ${minutes} min`, values: [open.after.heapMb] },
        ],
      },
    ],
    bars,
    notes: [`Load of the machine at the end, of 1, 5 and 15 min: ${load.join(', ')}.`],
  };
}

export const consoleBench: Bench = {
  name: 'console',
  summary:
    'the console with 10,000 people and 100,000 deliveries, and a page that stays open (15 min)',
  run,
};
