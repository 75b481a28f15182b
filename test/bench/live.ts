import { systemClock } from '#std/clock';
import {
  type Bench,
  type BenchBar,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  barAtLeast,
  barAtMost,
  countSetting,
} from './bench.ts';
import type { Memory } from './live/gateway.ts';
import { faultCountOf, meanOf, percentile, type Round, runRound } from './live/round.ts';
import { type Stage, withStage } from './live/stage.ts';

/**
 * From commit to subscriber, on one machine (`live/stage.ts`): first few users whom many watch, each
 * with an event a second, then as many users, each with one subscriber, at the pace of sensors.
 * The second is the harder one for memory and time: no subscriber shares anything with another.
 */
interface Crowd {
  readonly opened: string;
  readonly idle: Memory;
  readonly perSubscriberKb: number;
  readonly rounds: readonly Round[];
}

/** The pace of a sensor: a reading every five minutes. */
const sensorSeconds = 300;
const warmUpSeconds = 5;
/** Polls settle several at a time. */
const eventsPerCommit = 4;
const stormSeconds = 10;

async function run(options: BenchOptions): Promise<BenchReport> {
  const seconds = countSetting(options, 'seconds', 60);
  const userCount = countSetting(options, 'users', 200);
  const watchersPerUser = countSetting(options, 'watchers', 50);
  const subscriberCount = userCount * watchersPerUser;
  const shared = await withStage({ userCount, watchersPerUser }, (stage) =>
    measureShared(stage, seconds, options.progress),
  );
  const single = await withStage({ userCount: subscriberCount, watchersPerUser: 1 }, (stage) =>
    measureSingle(stage, seconds, options.progress),
  );
  return reportOf(shared, single, userCount);
}

/** (a), and (c) while an event a second comes for each. */
async function measureShared(
  stage: Stage,
  seconds: number,
  progress: BenchOptions['progress'],
): Promise<Crowd> {
  const everySecond = { eventsPerSecond: stage.users.length, eventsPerCommit };
  const opening = await openIdle(stage, progress);
  await runRound(stage, { name: 'warm-up', ...everySecond, seconds: warmUpSeconds });
  progress(`one event a second to each, for ${seconds} s`);
  const full = await runRound(stage, { name: '(a) one a second to each', ...everySecond, seconds });
  progress('all drop and resume');
  const storm = await runRound(stage, {
    name: '(c) storm, one a second to each',
    ...everySecond,
    seconds: stormSeconds,
    async meanwhile() {
      await systemClock.sleep(1_000);
      await stage.watchers.ask({ kind: 'cut' });
      await stage.openAll();
    },
  });
  return { ...opening, rounds: [full, storm] };
}

/** (b), and (c) with an event for each that came while it was gone, also on a new node. */
async function measureSingle(
  stage: Stage,
  seconds: number,
  progress: BenchOptions['progress'],
): Promise<Crowd> {
  const { users, watchers } = stage;
  const atPace = { eventsPerSecond: users.length / sensorSeconds, eventsPerCommit: 1 };
  const opening = await openIdle(stage, progress);
  await runRound(stage, { name: 'warm-up', ...atPace, seconds: warmUpSeconds });
  progress(`the pace of sensors, for ${seconds} s`);
  const calm = await runRound(stage, { name: '(b) pace of sensors', ...atPace, seconds });
  const storm = (name: string, between: () => Promise<void>) => {
    progress(name);
    return runRound(stage, {
      name,
      // One for each within a second or so, while they come back.
      ...{ eventsPerSecond: users.length, eventsPerCommit: 50, eventsMax: users.length },
      seconds: 5,
      async meanwhile() {
        await watchers.ask({ kind: 'cut' });
        await between();
        await stage.openAll();
      },
    });
  };
  const rounds = [
    calm,
    await storm('(c) storm, one missed by each', async () => {}),
    await storm('(c) storm onto a node that has just started', () => stage.replaceGateway()),
  ];
  return { ...opening, rounds };
}

async function openIdle(stage: Stage, progress: BenchOptions['progress']) {
  const count = stage.users.length * stage.watchersPerUser;
  progress(`opening ${count} sockets`);
  const openedMs = await stage.openAll();
  const opened = `${count} sockets opened in ${(openedMs / 1000).toFixed(1)} s`;
  progress(opened);
  await systemClock.sleep(3_000);
  const idle = await stage.memory();
  const before = stage.memoryBefore;
  // Whichever is more: the process has room at the start that new sockets fill, and afterwards
  // room that nothing fills any more.
  const grownBytes = Math.max(idle.rssBytes - before.rssBytes, idle.heldBytes - before.heldBytes);
  return { opened, idle, perSubscriberKb: grownBytes / count / 1024 };
}

const columns = [
  'appended/s',
  'received/s',
  'mean',
  'median',
  'p99',
  'most',
  'lost',
  'doubled',
  'out of order',
  'closed',
  'all resumed s',
  'gateway s',
  'Postgres s',
  'subscribers s',
  'writer s',
];

function reportOf(shared: Crowd, single: Crowd, userCount: number): BenchReport {
  const [full, ...stormsShared] = shared.rounds as [Round, ...Round[]];
  const [calm, ...stormsSingle] = single.rounds as [Round, ...Round[]];
  const storms = [...stormsShared, ...stormsSingle];
  const resumedMs = Math.max(...storms.map((storm) => storm.resumedMs ?? Number.NaN));
  const memoryKb = Math.max(shared.perSubscriberKb, single.perSubscriberKb);
  const faultless = (figure: string, rounds: readonly Round[]): BenchBar =>
    barAtMost(
      `${figure}: lost, doubled, out of order or closed`,
      rounds.reduce((sum, round) => sum + faultCountOf(round), 0),
      0,
    );
  return {
    tables: [
      {
        title: 'Commit to receipt (ms), and processor seconds',
        columns,
        rows: [full, ...stormsShared, calm, ...stormsSingle].map(rowOf),
      },
    ],
    bars: [
      barAtLeast('(a) events appended a second', full.appendedPerSecond, userCount * 0.99),
      barAtMost('(a) mean', meanOf(full.lagsMs), 1_000, ' ms'),
      faultless('(a)', [full]),
      barAtMost('(b) p99', percentile(calm.lagsMs, 0.99), 100, ' ms'),
      faultless('(b)', [calm]),
      barAtMost('(b) memory of an idle subscriber', memoryKb, 25, ' KB'),
      barAtMost('(c) all resumed within', resumedMs / 1000, 60, ' s'),
      faultless('(c)', storms),
    ],
    notes: [
      'The time counts from before the transaction began that appended the event; that of a storm ' +
        'from the cut until the last subscriber had an event again.',
      noteOf(`${userCount} users, all with many subscribers`, shared),
      noteOf('Each subscriber with a user of its own', single),
    ],
  };
}

function noteOf(title: string, { opened, idle, perSubscriberKb }: Crowd): string {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MB`;
  return (
    `${title}: ${opened}; ${perSubscriberKb.toFixed(1)} KB each while idle ` +
    `(the node ${megabytes(idle.rssBytes)}, of which ${megabytes(idle.heldBytes)} are held; ` +
    `${megabytes(idle.rssBytesFull)} before what was thrown away was collected).`
  );
}

function rowOf(round: Round): BenchRow {
  const { lagsMs, faults, cpu, resumedMs } = round;
  return {
    name: round.name,
    values: [
      Math.round(round.appendedPerSecond),
      Math.round(round.receivedPerSecond),
      meanOf(lagsMs),
      percentile(lagsMs, 0.5),
      percentile(lagsMs, 0.99),
      lagsMs.at(-1) ?? null,
      ...[faults.lost, faults.doubled, faults.disordered, faults.closed],
      resumedMs === null ? null : resumedMs / 1000,
      ...[cpu.gateway, cpu.postgres, cpu.watchers, cpu.writer],
    ],
  };
}

export const live: Bench = {
  name: 'live',
  summary: 'ten thousand subscribers: from commit to receipt, memory, and storms of reconnects',
  run,
};
