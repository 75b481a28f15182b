import { randomBytes } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import { describe, expect, it, type TestContext } from 'vitest';
import { openDatabase } from '#db';
import { openKeyedHash } from '#deployment';
import { createPoller, type Poller, type PollReport } from '#poller';
import { closeProviders, createProviders } from '#providers';
import { createSimulator } from '#simulator';
import { leaseMs } from '#src/poll-plans/limits.ts';
import type { PollerLimits } from '#src/poller/claim/lanes.ts';
import { systemClock } from '#std/clock';
import { type LogFields, silentLog } from '#std/log';
import { systemRandom } from '#std/random';
import { createSealer } from '#std/sealed-box';
import { createTeam } from '#teams';
import { createTestDatabase } from '#test/database';
import { eventually } from '#test/eventually';
import { linkMany } from '#test/link-many';
import { createTcpProxy } from '#test/tcp-proxy';

/**
 * Nodes in real time, beside each other since they wait most of it, each with its own way to
 * Postgres; sensors that read every two seconds.
 */
async function setup(
  { onTestFinished }: TestContext,
  { count = 3, limits = {} as Partial<PollerLimits>, requestTimeoutMs = 1_000 } = {},
) {
  const closers: (() => Promise<unknown>)[] = [];
  onTestFinished(async () => {
    for (const close of closers.reverse()) await close();
  });
  const database = await createTestDatabase();
  closers.push(() => database.close());
  const clock = systemClock;
  const simulator = createSimulator({ clock, log: silentLog, seed: 7, adminPort: null });
  await simulator.start();
  closers.push(() => simulator.stop());
  const sealer = createSealer([{ id: 'test', key: randomBytes(32) }]);
  const keyedHash = await openKeyedHash(database.db, sealer);
  const { baseUrls } = simulator;
  // As many sockets as polls, as in the gateway itself.
  const sockets = { connectionsMax: 1_200, requestsMax: 1_200 };
  const dexcomShare = { baseUrls, requestTimeoutMs, ...sockets };
  const providers = createProviders({ clock, keyedHash, log: silentLog, dexcomShare });
  closers.push(() => closeProviders(providers));
  const deps = { providers, clock, keyedHash, sealer, systemClock: clock };
  const source = { kind: 'system', id: null, address: null } as const;
  const team = await createTeam(database.db, clock, source, { name: 'team' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const accounts = simulator.addAccounts(count, { cadenceMs: 2_000, visibilityDelayMs: 100 });
  // What links them is patient.
  const share = { baseUrls, ...sockets };
  const patient = createProviders({ clock, keyedHash, log: silentLog, dexcomShare: share });
  closers.push(() => closeProviders(patient));
  const linking = { ...deps, providers: patient, db: database.db };
  await linkMany(linking, accounts, { teamId: team.team.id, spreadMs: 0 });
  const reports: PollReport[] = [];
  const logged: { event: string; fields: LogFields }[] = [];

  async function startNode() {
    const proxy = await createTcpProxy(database.url);
    const handle = openDatabase({
      url: proxy.url,
      poolMax: 5,
      applicationName: 'node',
      statementTimeoutMs: 3_000,
      log: silentLog,
    });
    const own: PollReport[] = [];
    const note = (event: string, fields: LogFields = {}) => void logged.push({ event, fields });
    const poller: Poller = createPoller({
      ...deps,
      db: handle.db,
      random: systemRandom,
      stallAfterMs: 1_800_000,
      limits,
      log: { ...silentLog, error: note },
      onPoll(report) {
        own.push(report);
        reports.push(report);
      },
    });
    closers.push(
      () => proxy.close(),
      () => handle.close(),
      () => poller.stop(),
    );
    await poller.start();
    return { proxy, poller, reports: own };
  }

  return { db: database.db, simulator, accounts, startNode, reports, logged };
}

const settledCount = (reports: readonly PollReport[]) =>
  reports.filter(({ settled }) => settled && !settled.isOutrun).length;

describe.concurrent('a node', () => {
  it('whose Postgres goes away polls on by itself when it is back', async (test) => {
    const { startNode, reports, db, logged } = await setup(test);
    const { proxy } = await startNode();
    await eventually(() => settledCount(reports) >= 3);
    proxy.refuse();
    await eventually(() => logged.some(({ event }) => event === 'loop.failed'));
    const before = settledCount(reports);
    proxy.open();
    // Its leases may have to end first.
    await eventually(() => settledCount(reports) >= before + 3);
    const { rows } = await db.executeQuery<{ doubled: number }>(
      CompiledQuery.raw(
        `select count(*) - count(distinct (user_id, taken_at)) as doubled from glucose_samples`,
      ),
    );
    expect(rows[0]?.doubled).toBe(0);
  });

  it('that stops in the middle of a poll ends it first, and begins no other', async (test) => {
    const { startNode, simulator } = await setup(test, { count: 1 });
    simulator.addFault({ effect: { kind: 'latency', delayMs: 500 } });
    const { poller, reports } = await startNode();
    await eventually(() => poller.inFlight('US') === 1);
    await poller.stop();
    expect(poller.inFlight('US')).toBe(0);
    expect(settledCount(reports)).toBe(1);
    await poller.stop();
    // Another one polls on, when this one would have.
    const other = await startNode();
    await eventually(() => other.reports.length > 0);
    expect(reports).toHaveLength(1);
  });

  it('that is cut off from Postgres loses its polls to another when their lease ends', async (test) => {
    const { startNode, simulator, reports, accounts, db } = await setup(test, { count: 1 });
    const [account] = accounts;
    if (!account) throw new Error('an account');
    simulator.addFault({ effect: { kind: 'latency', delayMs: 3_000 }, calls: ['read'], count: 1 });
    const first = await startNode();
    await eventually(() => simulator.requestsOf(account).reads === 1);
    first.proxy.freeze();
    const plan = await db.selectFrom('poll_plans').select('lease_until').executeTakeFirstOrThrow();
    expect(plan.lease_until.getTime() - systemClock.nowMs()).toBeLessThanOrEqual(leaseMs);
    const second = await startNode();
    await eventually(() => settledCount(reports) >= 1);
    expect(simulator.requestsOf(account).shortestReadSpacingMs).toBeGreaterThanOrEqual(15_000);
    await second.poller.stop();
    first.proxy.cut();
  });

  it('polls the others in time, however many hang at once', async (test) => {
    const limits = { inFlightMax: 30, suspectsMax: 5, claimMax: 30 };
    const { startNode, simulator, accounts, reports } = await setup(test, { count: 100, limits });
    const quick = new Set(accounts.slice(0, 10));
    for (const account of accounts) {
      if (!quick.has(account)) {
        simulator.addFault({ effect: { kind: 'hang' }, account, calls: ['read'] });
      }
    }
    await startNode();
    const reads = () => [...quick].map((account) => simulator.requestsOf(account).reads);
    await eventually(() => reads().every((count) => count >= 2));
    const lateness = reports
      .filter(({ outcome }) => outcome.kind === 'read')
      .slice(quick.size)
      .map(({ latenessMs }) => latenessMs);
    expect(Math.max(...lateness)).toBeLessThan(3_000);
  });
});

/** Not beside the others: a thousand logins at once are work. */
describe('a thousand accounts that hang', () => {
  it('do not delay the others, with the limits of the gateway itself', async (test) => {
    const requestTimeoutMs = 6_000;
    const { startNode, simulator, accounts, reports } = await setup(test, {
      count: 1_020,
      requestTimeoutMs,
    });
    // Those that answer stand last in the line.
    const quick = accounts.slice(1_000);
    for (const account of accounts.slice(0, 1_000)) {
      simulator.addFault({ effect: { kind: 'hang' }, account, calls: ['read'] });
    }
    await startNode();
    const reads = () => quick.map((account) => simulator.requestsOf(account).reads);
    await eventually(() => reads().every((count) => count >= 2), { timeoutMs: 110_000 });
    const lateness = reports
      .filter(({ outcome }) => outcome.kind === 'read')
      .map(({ latenessMs }) => latenessMs);
    // Until it is known who hangs, the others wait as long as a slow answer may take.
    expect(Math.max(...lateness)).toBeLessThan(6_000);
    expect(Math.max(...lateness.slice(quick.length))).toBeLessThan(3_000);
  });
});
