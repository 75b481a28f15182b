import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, migrateToLatest, openDatabase, startEmbeddedPostgres } from '#db';
import { ensureEventPartitions } from '#events';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { createTeam, createUser, createUserTokens } from '#teams';
import {
  type Bench,
  type BenchOptions,
  type BenchReport,
  type BenchRow,
  barAtMost,
  countSetting,
} from './bench.ts';
import { appendAtPace, type BenchUser, eventKey, type PaceOptions } from './live/append-at-pace.ts';
import type { GatewayCommand } from './live/gateway.ts';
import type { WatchersCommand, WatchersOrder, WatchersReport } from './live/watchers.ts';
import { type Child, cpuOf, cpuOfPostgres, startChild } from './webhooks/children.ts';

/**
 * From commit to subscriber, on one machine: Postgres with durable commits, one API node of the
 * product, the subscribers in a process of their own with user tokens, and this process, which
 * appends the events through the log.
 */
interface Stage {
  readonly db: Db;
  readonly users: readonly BenchUser[];
  readonly gateway: Child<GatewayCommand>;
  readonly watchers: Child<WatchersCommand>;
  readonly watcherCount: number;
  readonly postgresPid: number;
}

interface Memory {
  readonly rssBytes: number;
  readonly heapBytes: number;
}

interface Round {
  readonly name: string;
  readonly seconds: number;
  readonly lagsMs: readonly number[];
  readonly lostCount: number;
  readonly doubledCount: number;
  readonly disorderedCount: number;
  readonly closedCount: number;
  readonly cpu: { readonly gateway: number; readonly postgres: number; readonly watchers: number };
}

const source = { kind: 'system' as const, id: null, address: null };

async function withStage<Result>(
  userCount: number,
  watchersPerUser: number,
  work: (stage: Stage, memoryBefore: Memory) => Promise<Result>,
): Promise<Result> {
  const log = createLog('error');
  const endings: (() => Promise<void>)[] = [];
  const ending = (end: () => Promise<void>) => void endings.unshift(end);
  try {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-bench-'));
    ending(() => rm(directory, { recursive: true, force: true }));
    await chmod(directory, 0o755);
    const server = await startEmbeddedPostgres({
      dataDirectory: directory,
      log,
      clock: systemClock,
    });
    ending(() => rm(server.place, { recursive: true, force: true }));
    ending(() => server.stop());
    await migrateToLatest(server.url, log);
    const handle = openDatabase({ url: server.url, poolMax: 4, applicationName: 'bench', log });
    ending(() => handle.close());
    await ensureEventPartitions(handle.db, new Date());
    const sealingKey = randomBytes(32);
    const users = await createUsers(handle.db, userCount);
    const args = [server.url, sealingKey.toString('hex')];
    const gateway = await startChild<GatewayCommand>('../live/gateway.ts', args);
    ending(() => gateway.stop());
    const order: WatchersOrder = {
      port: gateway.greeting as number,
      users: await issueTokens(users, sealingKey),
      watchersPerUser,
      openingMax: 500,
    };
    const watchers = await startChild<WatchersCommand>('../live/watchers.ts', [
      JSON.stringify(order),
    ]);
    ending(() => watchers.stop());
    const memoryBefore = await gateway.ask<Memory>('memory');
    const watcherCount = watchers.greeting as number;
    const postgresPid = server.pid();
    const stage = { db: handle.db, users, gateway, watchers, watcherCount, postgresPid };
    return await work(stage, memoryBefore);
  } finally {
    for (const end of endings) await end();
  }
}

async function createUsers(db: Db, count: number): Promise<BenchUser[]> {
  const team = await createTeam(db, systemClock, source, { name: 'Bench' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const teamId = team.team.id;
  const users: BenchUser[] = [];
  for (let index = 0; index < count; index += 1) {
    const clientUserId = `wearer ${index}`;
    const user = await createUser(db, systemClock, source, { teamId, clientUserId });
    if (user.kind !== 'created') throw new Error('the user was there');
    users.push({ teamId, userId: user.user.id, nextNumber: 0 });
  }
  return users;
}

async function issueTokens(users: readonly BenchUser[], sealingKey: Buffer) {
  const tokens = createUserTokens([{ id: 'bench', key: sealingKey }], systemClock);
  return Promise.all(
    users.map(async ({ teamId, userId }) => {
      const grant = { teamId, userId, scopes: ['watch'] as const, ttlSeconds: 86_400 };
      return { userId, token: (await tokens.issue(grant)).token };
    }),
  );
}

interface RoundOptions extends PaceOptions {
  readonly name: string;
  readonly seconds: number;
  /** What happens meanwhile. */
  readonly meanwhile?: () => Promise<void>;
}

async function runRound(stage: Stage, options: RoundOptions): Promise<Round> {
  const { db, users, watchers, watcherCount } = stage;
  await watchers.ask({ kind: 'reset' });
  const watchersPerUser = watcherCount / users.length;
  const before = await readCpu(stage);
  const startMs = systemClock.monotonicMs();
  const appender = appendAtPace(db, users, options);
  await Promise.all([systemClock.sleep(options.seconds * 1000), options.meanwhile?.()]);
  await appender.stop();
  const wantedCount = appender.startedAtMs.size * watchersPerUser;
  await waitForCount(watchers, wantedCount);
  const seconds = (systemClock.monotonicMs() - startMs) / 1000;
  const after = await readCpu(stage);
  const report = await watchers.ask<WatchersReport>({ kind: 'report' });
  const lagsMs = lagsOf(report, appender.startedAtMs);
  return {
    name: options.name,
    seconds,
    lagsMs,
    lostCount: wantedCount - (report.receipts.length - report.doubledCount),
    doubledCount: report.doubledCount,
    disorderedCount: report.disorderedCount,
    closedCount: report.closedCount,
    cpu: {
      gateway: after.gateway - before.gateway,
      postgres: after.postgres - before.postgres,
      watchers: after.watchers - before.watchers,
    },
  };
}

function lagsOf(report: WatchersReport, startedAtMs: ReadonlyMap<string, number>): number[] {
  const lags = report.receipts.map(({ user, number, atMs }) => {
    const startMs = startedAtMs.get(eventKey(user, number));
    return startMs === undefined ? Number.NaN : atMs - startMs;
  });
  return lags.filter((lag) => !Number.isNaN(lag)).sort((a, b) => a - b);
}

async function readCpu({ gateway, watchers, postgresPid }: Stage) {
  return {
    gateway: await cpuOf(gateway as Child<unknown>),
    watchers: await cpuOf(watchers as Child<unknown>),
    postgres: cpuOfPostgres(postgresPid),
  };
}

const patienceMs = 30_000;

async function waitForCount(watchers: Child<WatchersCommand>, wanted: number): Promise<void> {
  const untilMs = systemClock.monotonicMs() + patienceMs;
  while (systemClock.monotonicMs() < untilMs) {
    if ((await watchers.ask<number>({ kind: 'count' })) >= wanted) return;
    await systemClock.sleep(20);
  }
}

/** The pace of a sensor: a reading every five minutes. */
const sensorSeconds = 300;

async function run(options: BenchOptions): Promise<BenchReport> {
  const seconds = countSetting(options, 'seconds', 60);
  const users = countSetting(options, 'users', 200);
  const watchersPerUser = countSetting(options, 'watchers', 50);
  const eventsPerCommit = countSetting(options, 'per-commit', 4);
  return withStage(users, watchersPerUser, async (stage, memoryBefore) => {
    const { gateway, watchers, watcherCount } = stage;
    options.progress(`opening ${watcherCount} sockets`);
    const openedMs = await watchers.ask<number>({ kind: 'open' });
    await systemClock.sleep(3_000);
    const memoryIdle = await gateway.ask<Memory>('memory');
    options.progress(`opened in ${(openedMs / 1000).toFixed(1)} s`);
    const everySecond = { eventsPerSecond: users, eventsPerCommit };
    await runRound(stage, { name: 'warm-up', ...everySecond, seconds: Math.min(5, seconds) });
    options.progress(`one event a second to each, for ${seconds} s`);
    const full = await runRound(stage, { name: 'one a second', ...everySecond, seconds });
    const memoryFull = await gateway.ask<Memory>('memory');
    options.progress(`the pace of sensors, for ${seconds} s`);
    const sensors = { eventsPerSecond: users / sensorSeconds, eventsPerCommit: 1 };
    const calm = await runRound(stage, { name: 'pace of sensors', ...sensors, seconds });
    options.progress('all drop and resume');
    let resumedMs = 0;
    const storm = await runRound(stage, {
      name: 'storm',
      ...everySecond,
      seconds: 10,
      async meanwhile() {
        await systemClock.sleep(1_000);
        resumedMs = await watchers.ask<number>({ kind: 'storm' });
      },
    });
    const memory = { before: memoryBefore, idle: memoryIdle, full: memoryFull, watcherCount };
    return reportOf({ full, calm, storm, openedMs, resumedMs, memory });
  });
}

interface Results {
  readonly full: Round;
  readonly calm: Round;
  readonly storm: Round;
  readonly openedMs: number;
  readonly resumedMs: number;
  readonly memory: {
    readonly before: Memory;
    readonly idle: Memory;
    readonly full: Memory;
    readonly watcherCount: number;
  };
}

function reportOf({ full, calm, storm, openedMs, resumedMs, memory }: Results): BenchReport {
  const rounds = [full, calm, storm];
  const kilobytes = (read: (memory: Memory) => number) =>
    (read(memory.idle) - read(memory.before)) / memory.watcherCount / 1024;
  const rssKb = kilobytes(({ rssBytes }) => rssBytes);
  const faults = (round: Round) =>
    round.lostCount + round.doubledCount + round.disorderedCount + round.closedCount;
  return {
    tables: [
      {
        title: 'Commit to receipt (ms), and processor seconds',
        columns: [
          'received/s',
          'mean',
          'median',
          'p99',
          'most',
          'lost',
          'doubled',
          'out of order',
          'closed',
          'gateway s',
          'Postgres s',
          'watchers s',
        ],
        rows: rounds.map(rowOf),
      },
    ],
    bars: [
      barAtMost('(a) one a second to each: mean', meanOf(full.lagsMs), 1_000, ' ms'),
      barAtMost('(a) lost, doubled, out of order or closed', faults(full), 0),
      barAtMost('(b) at the pace of sensors: p99', percentile(calm.lagsMs, 0.99), 100, ' ms'),
      barAtMost('(b) memory of an idle subscriber', rssKb, 25, ' KB'),
      barAtMost('(c) all dropped: resumed within', resumedMs / 1000, 60, ' s'),
      barAtMost('(c) lost, doubled, out of order or closed', faults(storm), 0),
    ],
    notes: [
      'The time counts from before the transaction began that appended the event.',
      `${memory.watcherCount} sockets opened in ${(openedMs / 1000).toFixed(1)} s. Memory of the ` +
        `node: ${megabytes(memory.before)} without them, ${megabytes(memory.idle)} with them idle ` +
        `(heap ${kilobytes(({ heapBytes }) => heapBytes).toFixed(1)} KB each), ` +
        `${megabytes(memory.full)} after (a).`,
      'The storm: during 10 s at the pace of (a) all sockets are cut after one second and resume.',
    ],
  };
}

const megabytes = ({ rssBytes }: Memory) => `${Math.round(rssBytes / 1024 / 1024)} MB`;

function rowOf(round: Round): BenchRow {
  const { lagsMs, cpu, seconds } = round;
  return {
    name: round.name,
    values: [
      Math.round(lagsMs.length / seconds),
      meanOf(lagsMs),
      percentile(lagsMs, 0.5),
      percentile(lagsMs, 0.99),
      lagsMs.at(-1) ?? null,
      round.lostCount,
      round.doubledCount,
      round.disorderedCount,
      round.closedCount,
      cpu.gateway,
      cpu.postgres,
      cpu.watchers,
    ],
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const live: Bench = {
  name: 'live',
  summary: 'ten thousand subscribers: from commit to receipt, memory, and a storm of reconnects',
  run,
};
