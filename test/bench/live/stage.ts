import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Db } from '#db';
import { ensureEventPartitions } from '#events';
import { systemClock } from '#std/clock';
import { createTeam, createUser, createUserTokens } from '#teams';
import { startBenchDatabase } from '../database.ts';
import { type Child, cpuOf, startChild } from '../webhooks/children.ts';
import type { BenchUser } from './append-at-pace.ts';
import type { GatewayCommand, Memory } from './gateway.ts';
import type { WatchersCommand, WatchersOrder } from './watchers.ts';

/**
 * One machine: Postgres with durable commits, one API node of the product, the subscribers in a
 * process of their own with user tokens, and this process, which appends the events through the log.
 */
export interface Stage {
  readonly db: Db;
  readonly users: readonly BenchUser[];
  readonly watchersPerUser: number;
  readonly watchers: Child<WatchersCommand>;
  readonly postgresPid: number;
  memory(): Promise<Memory>;
  /** Seconds of processor of the nodes so far. */
  gatewayCpu(): Promise<number>;
  /** Opens all sockets that are not open; how long it took. */
  openAll(): Promise<number>;
  /** Kills the node and starts another, which remembers nothing. */
  replaceGateway(): Promise<void>;
  /** Of the first node, before there was a socket. */
  readonly memoryBefore: Memory;
}

export interface StageOptions {
  readonly userCount: number;
  readonly watchersPerUser: number;
}

const source = { kind: 'system' as const, id: null, address: null };

/** How many sockets are being opened at once. */
const openingMax = 500;

export async function withStage<Result>(
  options: StageOptions,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const endings: (() => Promise<unknown>)[] = [];
  try {
    return await work(await buildStage(options, (end) => endings.unshift(end)));
  } finally {
    for (const end of endings) await end();
  }
}

async function buildStage(
  { userCount, watchersPerUser }: StageOptions,
  ending: (end: () => Promise<unknown>) => void,
): Promise<Stage> {
  const { db, url, pid: postgresPid } = await startBenchDatabase(ending);
  await ensureEventPartitions(db, new Date());
  const sealingKey = randomBytes(32);
  const users = await createUsers(db, userCount);
  const gatewayArgs = [url, sealingKey.toString('hex')];
  const startGateway = () =>
    startChild<GatewayCommand>('../live/gateway.ts', gatewayArgs, serveOptions());
  let gateway = await startGateway();
  let endedCpu = 0;
  const gatewayCpu = async () => endedCpu + (await cpuOf(gateway as Child<unknown>));
  ending(() => gateway.stop());
  const watchers = await startChild<WatchersCommand>('../live/watchers.ts', []);
  ending(() => watchers.stop());
  const order: WatchersOrder = {
    users: await issueTokens(users, sealingKey),
    watchersPerUser,
    openingMax,
  };
  await watchers.ask({ kind: 'order', order });
  return {
    ...{ db, users, watchersPerUser, watchers, postgresPid },
    memory: () => gateway.ask<Memory>('memory'),
    gatewayCpu,
    openAll: () => watchers.ask({ kind: 'open', port: gateway.greeting as number }),
    async replaceGateway() {
      endedCpu = await gatewayCpu();
      await gateway.stop('SIGKILL');
      gateway = await startGateway();
    },
    memoryBefore: await gateway.ask<Memory>('memory'),
  };
}

/** The options of Node with which the product is served. */
function serveOptions(): string[] {
  const path = new URL('../../../package.json', import.meta.url);
  const { scripts } = JSON.parse(readFileSync(path, 'utf8')) as { scripts: { serve: string } };
  const words = scripts.serve.split(' ');
  return words.slice(words.indexOf('node') + 1, -1);
}

async function createUsers(db: Db, count: number): Promise<BenchUser[]> {
  const team = await createTeam(db, systemClock, source, { name: 'Bench' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const teamId = team.team.id;
  const create = async (index: number): Promise<BenchUser> => {
    const clientUserId = `wearer ${index}`;
    const user = await createUser(db, systemClock, source, { teamId, clientUserId });
    if (user.kind !== 'created') throw new Error('the user was there');
    return { teamId, userId: user.user.id, nextNumber: 0 };
  };
  const users: BenchUser[] = [];
  while (users.length < count) {
    const few = Math.min(100, count - users.length);
    const indexes = Array.from({ length: few }, (_, index) => users.length + index);
    users.push(...(await Promise.all(indexes.map(create))));
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
