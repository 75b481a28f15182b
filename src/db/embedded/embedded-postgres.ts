import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { prepareBinaries } from './binaries.ts';
import { type Cluster, databaseName, prepareCluster, userName } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { clusterName, dataName, inUse, preparePlace } from './place.ts';
import {
  findPostmaster,
  readPostmasterPid,
  removeUnreadablePidFile,
  stopPostmaster,
} from './process.ts';
import { findFreePort, type LaunchOptions, launch } from './server.ts';

/**
 * A real Postgres server for the sandbox and the tests. It listens on 127.0.0.1 only, asks for a
 * password, and keeps its data between runs. If the server ends by itself, it is restarted on the
 * same port. If this process is killed, the server keeps running; the next start stops it and reuses
 * its data. While this process lives, no other process can start a server on the same data.
 */
export interface EmbeddedPostgresOptions {
  readonly dataDirectory: string;
  /** Whether data survives a crash of the machine. Tests turn it off and are faster. */
  readonly isDurable?: boolean;
  /** Proposes a port of 127.0.0.1; called again while the port is taken. Absent: any free port. */
  readonly proposePort?: () => Promise<number>;
  readonly log: Log;
  /** The system clock. */
  readonly clock: Clock;
}

export interface EmbeddedPostgres {
  /** A superuser's URL of the database `gateway`. Holds the password. */
  readonly url: string;
  /**
   * Where the files lie: `dataDirectory`, or another directory when the account cannot enter it.
   */
  readonly place: string;
  /** The process id of the server that runs now. */
  pid(): number;
  /** Ends all sessions and the server: 15 seconds at most. May be called again. */
  stop(): Promise<void>;
}

const portAttemptsMax = 5;
const dataHeldMsMax = 20_000;
const dataHeldPollMs = 200;
const restartDelayMs = 250;
const restartAttemptsMax = 20;

export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { clock, isDurable = true, log } = options;
  const place = await preparePlace(options);
  await endOrphan(join(place.path, clusterName, dataName), clock, log);
  const binaries = await prepareBinaries(place.path, place.account);
  const cluster = await prepareCluster({ place, binaries, isDurable, log });
  const settings = { place, binaries, cluster, isDurable, clock };
  const first = await launchSomewhere(options.proposePort ?? findFreePort, settings, log);
  log.info('postgres.started', { pid: first.pid, port: first.port, place: place.path });
  const supervisor = supervise(first, settings, log);
  return { url: urlOf(cluster, first.port), place: place.path, ...supervisor };
}

function urlOf({ password }: Cluster, port: number): string {
  return `postgres://${userName}:${password}@127.0.0.1:${port}/${databaseName}`;
}

interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly port: number;
}

type Settings = Omit<LaunchOptions, 'port'>;

/** Stops a server whose parent process is gone; throws when its parent still lives. */
async function endOrphan(dataPath: string, clock: Clock, log: Log): Promise<void> {
  await removeUnreadablePidFile(dataPath, clock);
  const running = await findPostmaster(dataPath);
  if (!running) return;
  if (running.ownerPid !== null) throw inUse(running.ownerPid);
  log.warn('postgres.orphan-stopped', { pid: running.pid });
  await stopPostmaster(running.pid, dataPath, clock);
}

async function launchSomewhere(
  proposePort: () => Promise<number>,
  settings: Settings,
  log: Log,
): Promise<Running> {
  for (let attempt = 1; attempt <= portAttemptsMax; attempt += 1) {
    const running = await launchOn(await proposePort(), settings, log);
    if (running) return running;
  }
  throw new EmbeddedPostgresError('cannot-run', 'Postgres found no free port on 127.0.0.1');
}

/** Null when the port is taken. Waits until the remains of a killed server have ended. */
async function launchOn(port: number, settings: Settings, log: Log): Promise<Running | null> {
  const { clock, cluster } = settings;
  const endMs = clock.monotonicMs() + dataHeldMsMax;
  for (;;) {
    const outcome = await launch({ ...settings, port });
    if (outcome.kind === 'ready') return { child: outcome.child, pid: outcome.pid, port };
    if (outcome.kind === 'port-taken') return null;
    if (clock.monotonicMs() > endMs) throw held(await readPostmasterPid(cluster.dataPath));
    await endOrphan(cluster.dataPath, clock, log);
    await clock.sleep(dataHeldPollMs);
  }
}

function held(pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'cannot-run',
    `another Postgres still has the data (process ${pid}, or one that it left); end it first`,
  );
}

function supervise(first: Running, settings: Settings, log: Log) {
  let running = first;
  let isStopping = false;
  let restarting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;

  function watch(): void {
    const { child, pid } = running;
    child.once('exit', (code, signal) => {
      if (isStopping) return;
      log.error('postgres.exited', { pid, code, signal });
      restarting = restart();
    });
  }

  async function restart(): Promise<void> {
    for (let attempt = 1; attempt <= restartAttemptsMax && !isStopping; attempt += 1) {
      await settings.clock.sleep(restartDelayMs);
      try {
        const next = await launchOn(running.port, settings, log);
        if (next === null) continue;
        running = next;
        log.info('postgres.restarted', { pid: next.pid });
        return watch();
      } catch (error) {
        log.error('postgres.restart-failed', { attempt, error });
      }
    }
  }

  watch();
  return {
    pid: () => running.pid,
    stop() {
      isStopping = true;
      stopping ??= Promise.resolve(restarting).then(() =>
        stopPostmaster(running.pid, settings.cluster.dataPath, settings.clock),
      );
      return stopping;
    },
  };
}
