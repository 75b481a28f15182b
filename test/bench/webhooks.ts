import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '#db';
import { systemClock } from '#std/clock';
import { createSealer } from '#std/sealed-box';
import { createTeam, createUser } from '#teams';
import { createAddressPolicy, createEndpoint, createWebhookContext, judgeUrl } from '#webhooks';
import {
  type Bench,
  type BenchReport,
  type BenchRow,
  barAtLeast,
  barAtMost,
  countSetting,
} from './bench.ts';
import { startBenchDatabase } from './database.ts';
import { type Child, cpuOf, cpuOfPostgres, startChild } from './webhooks/children.ts';
import { appendAtPace, type BenchTeam, type LoadOptions } from './webhooks/load.ts';
import type { ReceiverReport, ReceiversCommand } from './webhooks/receivers.ts';

/**
 * From commit to receiver, on one machine: Postgres with durable commits, one gateway, the
 * receivers in a process of their own that check each signature, and this process, which appends
 * the events through the log.
 */
interface Stage {
  readonly db: Db;
  readonly teams: readonly BenchTeam[];
  readonly receivers: Child<ReceiversCommand>;
  readonly gateway: Child<never>;
  readonly postgresPid: number;
}

interface Round {
  readonly name: string;
  readonly sentPerSecond: number;
  readonly lagsMs: readonly number[];
  readonly lostCount: number;
  readonly doubledCount: number;
  readonly forgedCount: number;
  readonly unrecordedCount: number;
  readonly cpu: { readonly gateway: number; readonly postgres: number; readonly receivers: number };
}

const hangingIndex = 0;
const source = { kind: 'system' as const, id: null, address: null };

async function withStage<Result>(
  endpointCount: number,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const endings: (() => Promise<unknown>)[] = [];
  const ending = (end: () => Promise<unknown>) => void endings.unshift(end);
  try {
    const database = await startBenchDatabase(ending);
    const sealingKey = randomBytes(32).toString('hex');
    const receivers = await startChild<ReceiversCommand>('./receivers.ts', [String(endpointCount)]);
    ending(() => receivers.stop());
    const ports = receivers.greeting as number[];
    const { teams, secrets } = await createTeams(database.db, sealingKey, ports);
    await receivers.ask({ kind: 'secrets', secrets });
    const gateway = await startChild<never>('./gateway.ts', [database.url, sealingKey]);
    ending(() => gateway.stop());
    return await work({ db: database.db, teams, receivers, gateway, postgresPid: database.pid });
  } finally {
    for (const end of endings) await end();
  }
}

async function createTeams(db: Db, sealingKey: string, ports: readonly number[]) {
  const context = createWebhookContext({
    clock: systemClock,
    sealer: createSealer([{ id: 'bench', key: Buffer.from(sealingKey, 'hex') }]),
    addressPolicy: createAddressPolicy({ allowsHttp: true, allowedSubnets: ['127.0.0.0/8'] }),
  });
  const teams: BenchTeam[] = [];
  const secrets: string[] = [];
  for (const port of ports) {
    const team = await createTeam(db, systemClock, source, { name: `Team ${port}` });
    const { id: teamId } = team.kind === 'created' ? team.team : team.existing;
    const user = await createUser(db, systemClock, source, { teamId, clientUserId: 'wearer' });
    if (user.kind === 'too-many-users') throw new Error('the user was refused');
    const { id: userId } = user.kind === 'created' ? user.user : user.existing;
    const url = await judgeUrl(context, `http://127.0.0.1:${port}/hooks/glucose`);
    if (url.kind !== 'judged') throw new Error('the receiver was refused');
    const creation = await createEndpoint(db, context, { teamId, url });
    if (creation.kind !== 'created') throw new Error('the endpoint was refused');
    teams.push({ teamId, userId });
    secrets.push(creation.secret);
  }
  return { teams, secrets };
}

interface RoundOptions extends LoadOptions {
  readonly name: string;
  /** Receivers that are left out of the figures, because they hang. */
  readonly hanging?: number;
  /** How many deliveries the one that hangs has waiting before the round begins. */
  readonly backlog?: number;
}

async function runRound(stage: Stage, options: RoundOptions): Promise<Round> {
  const { name, hanging, backlog = 0, ...load } = options;
  const { db, teams, receivers } = stage;
  await receivers.ask({ kind: 'hang', hanging: hanging ?? null });
  await receivers.ask({ kind: 'reset' });
  await sql`truncate webhook_deliveries, webhook_attempts`.execute(db);
  await sql`update webhook_endpoints set failing_since = null, concurrency = 100`.execute(db);
  const behind = teams[hanging ?? 0];
  if (behind && backlog > 0) await pileUp(db, behind, backlog);
  const before = await readCpu(stage);
  const startMs = systemClock.monotonicMs();
  const counts = await appendAtPace(db, teams, load);
  const wanted = counts.map((count, index) => (index === hanging ? 0 : count));
  const endMs = await waitForAll(receivers, wanted);
  const after = await readCpu(stage);
  const reports = (await receivers.ask<ReceiverReport[]>({ kind: 'report' })).filter(
    (_report, index) => index !== hanging,
  );
  const wantedCount = wanted.reduce((sum, count) => sum + count, 0);
  const lagsMs = reports.flatMap((report) => report.lagsMs).sort((a, b) => a - b);
  const requestCount = sumOf(reports, (report) => report.requestCount);
  return {
    name,
    sentPerSecond: (1000 * lagsMs.length) / (endMs - startMs),
    lagsMs,
    lostCount: wantedCount - lagsMs.length,
    doubledCount: requestCount - lagsMs.length,
    forgedCount: sumOf(reports, (report) => report.forgedCount),
    unrecordedCount: wantedCount - (await countRecorded(db, wantedCount)),
    cpu: {
      gateway: after.gateway - before.gateway,
      postgres: after.postgres - before.postgres,
      receivers: after.receivers - before.receivers,
    },
  };
}

/** Appends events for one team and waits until all are deliveries. */
async function pileUp(db: Db, team: BenchTeam, count: number): Promise<void> {
  const load = { perSecond: 1_000_000, seconds: count / 1_000_000, perCommit: 1_000 };
  await appendAtPace(db, [team], load);
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from webhook_deliveries`.execute(
      db,
    );
    if ((rows[0]?.n ?? 0) >= count) return;
    await systemClock.sleep(100);
  }
}

async function readCpu({ gateway, receivers, postgresPid }: Stage) {
  return {
    gateway: await cpuOf(gateway),
    receivers: await cpuOf(receivers as Child<unknown>),
    postgres: cpuOfPostgres(postgresPid),
  };
}

const patienceMs = 30_000;

/** Waits until all came, and returns when that was; gives up after a while. */
async function waitForAll(
  receivers: Child<ReceiversCommand>,
  wanted: readonly number[],
): Promise<number> {
  const untilMs = systemClock.monotonicMs() + patienceMs;
  for (;;) {
    const counts = await receivers.ask<number[]>({ kind: 'count' });
    const nowMs = systemClock.monotonicMs();
    if (wanted.every((count, index) => (counts[index] ?? 0) >= count) || nowMs > untilMs)
      return nowMs;
    await systemClock.sleep(20);
  }
}

async function countRecorded(db: Db, wantedCount: number): Promise<number> {
  let count = 0;
  for (let tries = 0; tries < 100 && count < wantedCount; tries += 1) {
    const { rows } = await sql<{ count: number }>`
      select count(*) from webhook_attempts where status = 200`.execute(db);
    count = rows[0]?.count ?? 0;
    await systemClock.sleep(20);
  }
  return count;
}

function sumOf(reports: readonly ReceiverReport[], read: (report: ReceiverReport) => number) {
  return reports.reduce((sum, report) => sum + read(report), 0);
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function rowOf(round: Round): BenchRow {
  const { lagsMs, cpu } = round;
  return {
    name: round.name,
    values: [
      Math.round(round.sentPerSecond),
      percentile(lagsMs, 0.5),
      percentile(lagsMs, 0.95),
      percentile(lagsMs, 0.99),
      lagsMs.at(-1) ?? null,
      round.lostCount,
      round.doubledCount,
      cpu.gateway,
      cpu.postgres,
      cpu.receivers,
    ],
  };
}

/** Rounds that are compared take turns, as the machine is never quite the same. */
const turns = 5;
const backlog = 100_000;

async function run(options: Parameters<Bench['run']>[0]): Promise<BenchReport> {
  const seconds = countSetting(options, 'seconds', 60);
  const perSecond = countSetting(options, 'rate', 1_050);
  return withStage(countSetting(options, 'endpoints', 20), async (stage) => {
    const round = (settings: RoundOptions) => {
      options.progress(
        `${settings.name}: ${settings.perSecond} a second for ${settings.seconds} s`,
      );
      return runRound(stage, settings);
    };
    const steady = { perSecond: 300, perCommit: 3, seconds: Math.ceil(seconds * 0.3) };
    await round({ name: 'warm-up', ...steady, seconds: Math.min(10, seconds) });
    const fast = await round({
      name: 'throughput',
      perSecond,
      perCommit: Math.ceil(perSecond / 100),
      seconds,
    });
    const calm: Round[] = [];
    const hung: Round[] = [];
    const behind: Round[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      calm.push(await round({ name: 'all answer', ...steady }));
      const hanging = hangingIndex;
      hung.push(await round({ name: 'one hangs', ...steady, hanging }));
      behind.push(await round({ name: 'one hangs, far behind', ...steady, hanging, backlog }));
    }
    return reportOf(fast, calm, hung, behind);
  });
}

function reportOf(
  fast: Round,
  calm: readonly Round[],
  hung: readonly Round[],
  behind: readonly Round[],
): BenchReport {
  const rounds = [fast, ...calm, ...hung, ...behind];
  const total = (read: (round: Round) => number) => rounds.reduce((sum, r) => sum + read(r), 0);
  const p99 = (compared: readonly Round[]) =>
    middleOf(compared.map((r) => percentile(r.lagsMs, 0.99)));
  return {
    tables: [
      {
        title: 'Commit to receiver (ms), and processor seconds',
        columns: [
          'sent/s',
          'median',
          'p95',
          'p99',
          'most',
          'lost',
          'doubled',
          'gateway s',
          'Postgres s',
          'receivers s',
        ],
        rows: rounds.map(rowOf),
      },
    ],
    bars: [
      barAtLeast('deliveries a second, signed, recorded, answered', fast.sentPerSecond, 1_000),
      barAtMost('commit to first attempt at 300 a second, p99', p99(calm), 1_000, ' ms'),
      barAtMost('p99 of the others while one hangs, times without', p99(hung) / p99(calm), 1.5),
      barAtMost(
        `p99 of the others while one hangs ${backlog} behind, times without`,
        p99(behind) / p99(calm),
        1.5,
      ),
      barAtMost(
        'deliveries lost',
        total((round) => round.lostCount),
        0,
      ),
      barAtMost(
        'signatures that do not fit',
        total((round) => round.forgedCount),
        0,
      ),
      barAtMost(
        'answers not recorded',
        total((round) => round.unrecordedCount),
        0,
      ),
    ],
    notes: [
      'The time counts from just before the commit. The receivers answer at once with 200.',
      `Rounds with and without one that hangs take ${turns} turns; the middle p99 of each counts.`,
    ],
  };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

export const webhooks: Bench = {
  name: 'webhooks',
  summary:
    'deliveries a second, time from commit to receiver, and what one that hangs does to others',
  run,
};
