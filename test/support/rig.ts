import { randomBytes } from 'node:crypto';
import { createLinkToken, type LinkOutcome, linkAccount, openKeyedHash } from '#connections';
import type { Db } from '#db';
import { createDexcomShare, type DexcomShare, type Region } from '#dexcom-share';
import { createPoller, type Poller, type PollReport } from '#poller';
import { createSimulator, type Simulator, type SimulatorOptions } from '#simulator';
import { type Clock, systemClock } from '#std/clock';
import type { KeyedHash } from '#std/keyed-hash';
import { silentLog } from '#std/log';
import { seededRandom } from '#std/random';
import { createSealer, type Sealer } from '#std/sealed-box';
import { createTeam, createUser } from '#teams';
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
  readonly dexcom: DexcomShare;
  readonly sealer: Sealer;
  readonly keyedHash: KeyedHash;
  readonly poller: Poller;
  readonly teamId: string;
  /** A user of the team with a fresh link token. */
  addUser(clientUserId?: string): Promise<RigUser>;
  link(user: RigUser, account: RigAccount, options?: LinkOptions): Promise<LinkOutcome>;
  /** Moves the clock on from due poll to due poll, making each. */
  runFor(durationMs: number): Promise<PollReport[]>;
  /** Another poller over the same database, as another node has it. */
  createPoller(): Poller;
  close(): Promise<void>;
}

export interface RigUser {
  readonly userId: string;
  readonly token: string;
}

export interface RigAccount {
  readonly region: Region;
  readonly username: string;
  readonly password: string;
}

interface LinkOptions {
  readonly region?: Region | null;
  readonly password?: string;
  readonly mode?: 'link' | 'reconnect';
  readonly address?: string;
}

const source = { kind: 'system' as const, id: null, address: null };

export interface RigOptions {
  readonly startMs?: number;
  readonly simulator?: Partial<SimulatorOptions>;
  readonly stallAfterMs?: number;
}

export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const clock = createVirtualClock(options.startMs);
  const database = await createTestDatabase();
  const { db } = database;
  const simulator = createSimulator({
    clock,
    log: silentLog,
    seed: 7,
    adminPort: null,
    ...options.simulator,
  });
  await simulator.start();
  const dexcom = createDexcomShare({ clock, baseUrls: simulator.baseUrls });
  const sealer = createSealer([{ id: 'test', key: randomBytes(32) }]);
  const keyedHash = await openKeyedHash(db, sealer);
  const deps = { db, dexcom, clock, keyedHash, sealer, log: silentLog };
  const random = seededRandom(11);
  const { stallAfterMs = 30 * 60_000 } = options;
  const newPoller = () =>
    createPoller({ ...deps, random, stallAfterMs, wallClock: systemClock as Clock });
  const poller = newPoller();
  const team = await createTeam(db, clock, source, { name: 'Rig' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const teamId = team.team.id;

  async function addUser(clientUserId = `user-${randomBytes(4).toString('hex')}`) {
    const creation = await createUser(db, clock, source, { teamId, clientUserId });
    if (creation.kind !== 'created') throw new Error('the user was there');
    const userId = creation.user.id;
    const { token } = await createLinkToken(db, clock, { teamId, userId });
    return { userId, token };
  }

  async function nextDueMs(): Promise<number> {
    const row = await db
      .selectFrom('poll_plans')
      .select(({ fn }) => fn.min('next_poll_at').as('at'))
      .executeTakeFirst();
    return row?.at?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  async function runFor(durationMs: number): Promise<PollReport[]> {
    const reports: PollReport[] = [];
    const endMs = clock.nowMs() + durationMs;
    while (clock.nowMs() < endMs) {
      const toMs = Math.min(endMs, Math.max(await nextDueMs(), clock.nowMs() + 1));
      await clock.advance(toMs - clock.nowMs());
      reports.push(...(await poller.pollDue()));
    }
    return reports;
  }

  return {
    clock,
    db,
    databaseUrl: database.url,
    simulator,
    dexcom,
    sealer,
    keyedHash,
    poller,
    teamId,
    addUser,
    link: (user, account, { region, password, mode = 'link', address = '192.0.2.1' } = {}) =>
      linkAccount(deps, {
        token: user.token,
        accountName: account.username,
        password: password ?? account.password,
        region: region === undefined ? account.region : region,
        address,
        mode,
      }),
    runFor,
    createPoller: newPoller,
    async close() {
      await poller.stop();
      await dexcom.close();
      await simulator.stop();
      await database.close();
    },
  };
}
