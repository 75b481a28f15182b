import { type Db, openDatabase } from '#db';
import { createSimulator, type Simulator } from '#simulator';
import { type Clock, systemClock } from '#std/clock';
import { createLog, silentLog } from '#std/log';
import { createApiKey, createTeam } from '#teams';
import { createHurriedClock } from '#test/hurried-clock';
import { type SpawnedGateway, spawnGateway } from '#test/spawn-gateway';
import { createTcpProxy, type TcpProxy } from '#test/tcp-proxy';
import { testConfig } from '#test/test-config';

/**
 * Two nodes of the gateway in processes of their own, each with its own way to one Postgres, and the
 * simulator, which counts. All share one time.
 */
export interface Stage {
  readonly clock: Clock;
  readonly simulator: Simulator;
  readonly nodes: readonly [HostileNode, HostileNode];
  /** One of each team. */
  readonly apiKeys: readonly string[];
  /** Makes the logins so far count no more, as if they had been made long ago. */
  forgetLogins(): Promise<void>;
  close(): Promise<void>;
}

export interface HostileNode {
  readonly proxy: TcpProxy;
  /** Null while it is dead. */
  url(): string | null;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGSTOP, for so long. */
  pauseFor(durationMs: number): Promise<void>;
  start(): Promise<void>;
}

export interface StageOptions {
  /** Of a migrated database. */
  readonly databaseUrl: string;
  /** How much faster than real time; 1 leaves the nodes the database's time. */
  readonly pace: number;
}

const teamCount = 2;
const source = { kind: 'system', id: null, address: null } as const;

export async function openStage({ databaseUrl, pace }: StageOptions): Promise<Stage> {
  const endings: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const time = pace === 1 ? null : { pace, epochMs: systemClock.nowMs() };
    const clock = time ? createHurriedClock(time) : systemClock;
    const log = silentLog;
    const requestsKeptMax = 10_000;
    const simulator = createSimulator({ clock, log, seed: 7, adminPort: null, requestsKeptMax });
    await simulator.start();
    endings.push(() => simulator.stop());
    const handle = openDatabase({
      url: databaseUrl,
      poolMax: 1,
      applicationName: 'bench stage',
      log: createLog('error'),
    });
    endings.push(() => handle.close());
    const apiKeys = await addTeams(handle.db, clock);
    const forgetLogins = async () => {
      const times = { permits: [], stranger_permits: [], extra_requests: [] };
      const none = { ...times, refusal_count: 0, retry_at: null };
      await handle.db.updateTable('login_budgets').set(none).execute();
      await handle.db.deleteFrom('rate_windows').execute();
    };
    const config = testConfig(databaseUrl, { trustedProxies: ['127.0.0.0/8'] });

    async function createNode(): Promise<HostileNode> {
      const proxy = await createTcpProxy(databaseUrl);
      endings.push(() => proxy.close());
      const own = { ...config, databaseUrl: proxy.url, databaseDirectUrl: proxy.url };
      let gateway: SpawnedGateway | null = null;
      const node = {
        proxy,
        url: () => gateway && `http://127.0.0.1:${gateway.port}/graphql`,
        async start() {
          gateway = await spawnGateway(own, simulator.baseUrls, time);
        },
        async pauseFor(durationMs: number) {
          gateway?.pause();
          await clock.sleep(durationMs);
          gateway?.goOn();
        },
        async kill() {
          const dying = gateway;
          gateway = null;
          await dying?.kill();
        },
      };
      endings.push(node.kill);
      await node.start();
      return node;
    }
    const nodes = [await createNode(), await createNode()] as const;
    return { clock, simulator, nodes, apiKeys, forgetLogins, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function addTeams(db: Db, clock: Clock): Promise<string[]> {
  const apiKeys: string[] = [];
  for (let number = 0; number < teamCount; number++) {
    const team = await createTeam(db, clock, source, { name: `team-${number}` });
    if (team.kind !== 'created') throw new Error(team.kind);
    const key = { teamId: team.team.id, name: 'key' };
    apiKeys.push((await createApiKey(db, clock, source, key)).secret);
  }
  return apiKeys;
}
