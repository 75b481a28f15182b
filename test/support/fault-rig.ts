import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { migrateToLatest, openDatabase, startEmbeddedPostgres } from '#db';
import { appendEvents, createEvent, ensureEventPartitions, type NewEvent } from '#events';
import { systemClock } from '#std/clock';
import { silentLog } from '#std/log';
import { createApiKey, createTeam } from '#teams';
import { dataPlace } from './data-place.ts';
import { type SpawnedGateway, spawnGateway } from './spawn-gateway.ts';
import { createTcpProxy } from './tcp-proxy.ts';
import { testConfig } from './test-config.ts';

const source = { kind: 'system', id: null, address: null } as const;
/** Nobody is linked, so Dexcom is never asked. */
const noDexcom = 'http://127.0.0.1:9';

/**
 * A durable Postgres of its own that can be stopped, and whole nodes in processes of their own,
 * each behind a network of its own: one way to its sessions, another to its LISTEN.
 */
export async function createFaultRig() {
  const postgres = await startPostgres();
  const { url } = postgres;
  await migrateToLatest(url, silentLog);
  const handle = openDatabase({ url, poolMax: 4, applicationName: 'test', log: silentLog });
  onTestFinished(() => handle.close());
  const { db } = handle;
  await ensureEventPartitions(db, new Date());
  const team = await createTeam(db, systemClock, source, { name: 'Team' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const teamId = team.team.id;
  const { secret: apiKey } = await createApiKey(db, systemClock, source, { teamId, name: 'key' });
  const encryptionKeys = [{ id: 'test', key: randomBytes(32) }];

  async function startNode() {
    const sessions = await createTcpProxy(url);
    const ear = await createTcpProxy(url);
    for (const proxy of [sessions, ear]) onTestFinished(() => proxy.close());
    const config = {
      ...testConfig(sessions.url),
      databaseDirectUrl: ear.url,
      encryptionKeys,
    };
    const spawn = () => spawnGateway(config, { US: noDexcom, OUS: noDexcom, APAC: noDexcom });
    let process: SpawnedGateway = await spawn();
    onTestFinished(() => process.kill());
    return {
      sessions,
      ear,
      url: () => `http://127.0.0.1:${process.port}/graphql`,
      /** SIGKILL, and another one in its place. */
      async replace() {
        await process.kill();
        process = await spawn();
      },
    };
  }

  const event = (): NewEvent =>
    createEvent(systemClock, {
      type: 'provider.connection.recovered',
      teamId,
      userId: null,
      clientUserId: null,
      data: {},
    });
  return { db, postgres, teamId, apiKey, startNode, append: () => appendEvents(db, [event()]) };
}

async function startPostgres() {
  const directory = await mkdtemp(join(dataPlace(), 'gateway-faults-'));
  await chmod(directory, 0o755);
  const start = (port?: number) =>
    startEmbeddedPostgres({
      dataDirectory: directory,
      // What was committed must outlive a crash, or the log would lose its end.
      isDurable: true,
      ...(port === undefined ? {} : { proposePort: async () => port }),
      log: silentLog,
      clock: systemClock,
    });
  let server = await start();
  const { url, place } = server;
  onTestFinished(async () => {
    await server.stop();
    await rm(place, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  });
  return {
    url,
    /** Ends all sessions in good order, and starts it again at the same address. */
    async restart(awayMs: number) {
      await server.stop();
      await systemClock.sleep(awayMs);
      server = await start(Number(new URL(url).port));
    },
    /** It recovers from its write-ahead log and comes back by itself. */
    crash: () => process.kill(server.pid(), 'SIGQUIT'),
  };
}
