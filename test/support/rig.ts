import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import {
  type ConnectionRecord,
  createLinkToken,
  findConnections,
  type LinkDeps,
  type LinkOutcome,
  linkAccount,
} from '#connections';
import type { Db } from '#db';
import { openKeyedHash } from '#deployment';
import { createPoller, type Poller, type PollReport } from '#poller';
import { closeProviders, createProviders, type Region } from '#providers';
import { createSimulator, type Simulator } from '#simulator';
import type { PollerLimits } from '#src/poller/claim/lanes.ts';
import type { PollerOptions } from '#src/poller/poller.ts';
import type { DexcomShareOptions } from '#src/providers/dexcom-share/dexcom-share.ts';
import type { SimulatorOptions } from '#src/simulator/simulator.ts';
import { systemClock } from '#std/clock';
import { type Log, silentLog } from '#std/log';
import { seededRandom } from '#std/random';
import { createSealer, type SealingKey } from '#std/sealed-box';
import { createTeam, createUser } from '#teams';
import { oauthApps, oauthBaseUrlsOf } from '#test/consents';
import { createTestDatabase } from '#test/database';
import { createVirtualClock, type VirtualClock } from '#test/virtual-clock';

/**
 * Simulator, Dexcom client, database and poller on one clock that the test moves: everything is
 * real but the time.
 */
export interface Rig {
  readonly clock: VirtualClock;
  readonly db: Db;
  readonly databaseUrl: string;
  readonly simulator: Simulator;
  /** What linking takes. */
  readonly deps: LinkDeps & { readonly log: Log };
  readonly poller: Poller;
  readonly teamId: string;
  /** A user of a team (the rig's unless told) with a fresh link token. */
  addUser(options?: { readonly teamId?: string; readonly clientUserId?: string }): Promise<RigUser>;
  addTeam(options?: { readonly refusesSharedAccounts?: boolean }): Promise<string>;
  newToken(user: RigUser): Promise<RigUser>;
  link(user: RigUser, account: RigAccount, options?: LinkOptions): Promise<LinkOutcome>;
  /** Moves the clock on from due poll to due poll, making each. */
  runFor(durationMs: number): Promise<PollReport[]>;
  /** Moves the clock to the next due poll and makes it. */
  runNext(): Promise<PollReport[]>;
  /** The connection of a user that is not disconnected, or the last one. */
  connectionOf(user: RigUser): Promise<ConnectionRecord>;
  /** The events about a user, oldest first. */
  eventsOf(user: RigUser): Promise<RigEvent[]>;
  /** Another poller over the same database, as another node has it. */
  createPoller(options?: RigPollerOptions): Poller;
  close(): Promise<void>;
}

export interface RigUser {
  readonly teamId: string;
  readonly userId: string;
  readonly token: string;
}

export interface RigAccount {
  readonly region: Region;
  readonly username: string;
  readonly password: string;
}

export interface RigEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface LinkOptions {
  readonly region?: Region | null;
  readonly username?: string;
  readonly password?: string;
  readonly mode?: 'link' | 'reconnect';
  readonly address?: string;
  readonly signal?: AbortSignal;
}

const source = { kind: 'system' as const, id: null, address: null };

/** What a node has of its own. */
type RigPollerOptions = Partial<
  Pick<PollerOptions, 'limits' | 'db' | 'systemClock' | 'sealer' | 'providers'>
>;

export interface RigOptions {
  readonly startMs?: number;
  readonly simulator?: Partial<SimulatorOptions>;
  readonly dexcom?: Partial<DexcomShareOptions>;
  readonly stallAfterMs?: number;
  readonly limits?: Partial<PollerLimits>;
  readonly log?: Log;
  readonly sealingKeys?: readonly SealingKey[];
  /** Is given the rig's clock before anything runs on it. */
  readonly onClock?: (clock: VirtualClock) => void;
}

export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const { log = silentLog, stallAfterMs = 30 * 60_000 } = options;
  const clock = createVirtualClock(options.startMs);
  options.onClock?.(clock);
  const database = await createTestDatabase();
  const { db } = database;
  const simulator = createSimulator({ clock, log, seed: 7, adminPort: null, ...options.simulator });
  await simulator.start();
  const sealer = createSealer(options.sealingKeys ?? [{ id: 'test', key: randomBytes(32) }]);
  const keyedHash = await openKeyedHash(db, sealer);
  const dexcomShare = { baseUrls: simulator.baseUrls, ...options.dexcom };
  const dexcomOAuth = { apps: oauthApps, baseUrls: oauthBaseUrlsOf(simulator) };
  const providers = createProviders({ clock, keyedHash, log, dexcomShare, dexcomOAuth });
  const deps = { db, providers, clock, systemClock, keyedHash, sealer, log };
  const random = seededRandom(11);
  const newPoller = ({ limits = options.limits ?? {}, ...others }: RigPollerOptions = {}) =>
    createPoller({ ...deps, random, stallAfterMs, systemClock, limits, ...others });
  const poller = newPoller();

  async function addTeam({ refusesSharedAccounts = false } = {}): Promise<string> {
    const name = `team-${randomBytes(4).toString('hex')}`;
    const team = await createTeam(db, clock, source, { name, refusesSharedAccounts });
    if (team.kind !== 'created') throw new Error('the team was there');
    return team.team.id;
  }
  const teamId = await addTeam();

  async function newToken<User extends { teamId: string; userId: string }>(user: User) {
    const made = await createLinkToken(db, clock, source, user);
    if (!made) throw new Error('there is no such user');
    return { ...user, token: made.token };
  }

  /** A plan whose poll is under way is due again when its lease ends. */
  async function nextDueMs(): Promise<number> {
    const { rows } = await sql<{ at: Date | null }>`
      select min(greatest(next_poll_at, lease_until)) as at from poll_plans
      where next_poll_at is not null`.execute(db);
    return rows[0]?.at?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  async function runTo(toMs: number): Promise<readonly PollReport[]> {
    await clock.advance(Math.max(0, toMs - clock.nowMs()));
    return poller.pollDue();
  }

  return {
    clock,
    db,
    databaseUrl: database.url,
    simulator,
    deps,
    poller,
    teamId,
    addTeam,
    newToken,
    async addUser(wanted = {}) {
      const clientUserId = wanted.clientUserId ?? `user-${randomBytes(4).toString('hex')}`;
      const ofTeam = wanted.teamId ?? teamId;
      const creation = await createUser(db, clock, source, { teamId: ofTeam, clientUserId });
      if (creation.kind !== 'created') throw new Error('the user was there');
      return newToken({ teamId: ofTeam, userId: creation.user.id });
    },
    link: (user, account, { mode = 'link', address = '192.0.2.1', ...given } = {}) =>
      linkAccount(deps, {
        token: user.token,
        accountName: given.username ?? account.username,
        password: given.password ?? account.password,
        region: given.region === undefined ? account.region : given.region,
        address,
        mode,
        signal: given.signal,
      }),
    async runFor(durationMs) {
      const reports: PollReport[] = [];
      const endMs = clock.nowMs() + durationMs;
      while (clock.nowMs() < endMs) {
        const dueMs = Math.max(await nextDueMs(), clock.nowMs() + 1);
        reports.push(...(await runTo(Math.min(endMs, dueMs))));
      }
      return reports;
    },
    async runNext() {
      return [...(await runTo(await nextDueMs()))];
    },
    async connectionOf({ teamId: ofTeam, userId }) {
      const found = await findConnections(db, {
        teamId: ofTeam,
        userIds: [userId],
        includesDisconnected: true,
        limit: 100,
      });
      const connection = found.find((each) => !each.disconnectedAt) ?? found.at(-1);
      if (!connection) throw new Error('the user has no connection');
      return connection;
    },
    async eventsOf({ userId }) {
      const rows = await db
        .selectFrom('events')
        .select(['type', 'payload'])
        .where('user_id', '=', userId)
        .orderBy('position')
        .execute();
      return rows.map(({ type, payload }) => ({
        type,
        data: (payload as unknown as { data: RigEvent['data'] }).data,
      }));
    },
    createPoller: newPoller,
    async close() {
      await poller.stop();
      await closeProviders(providers);
      await simulator.stop();
      await database.close();
    },
  };
}
