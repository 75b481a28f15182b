import { type ChildProcess, spawn } from 'node:child_process';
import { open, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '#std/clock';
import { spawnAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { type Cluster, lastErrorLine, programEnvironment } from './cluster.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import type { Place } from './place.ts';
import { findStalePid, identifyingArguments, isReady } from './process.ts';

/** One run of the `postgres` program, from its start until it takes connections or gives up. */
export interface LaunchOptions {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly cluster: Cluster;
  readonly port: number;
  readonly isDurable: boolean;
  readonly clock: Clock;
}

export type LaunchOutcome =
  | { readonly kind: 'ready'; readonly child: ChildProcess; readonly pid: number }
  | { readonly kind: 'port-taken' }
  /** A postmaster, or a remaining process of a killed one, still uses the data directory. */
  | { readonly kind: 'data-held' };

const readyMsMax = 60_000;
const readyPollMs = 10;
const logBytesMax = 5_000_000;

export async function launch(options: LaunchOptions): Promise<LaunchOutcome> {
  const { clock, cluster, place } = options;
  const logFile = join(place.path, 'server.log');
  await keepLogSmall(logFile);
  const logHandle = await open(logFile, 'a', 0o600);
  try {
    if (place.account) await logHandle.chown(place.account.uid, place.account.gid);
    const { size } = await logHandle.stat();
    const child = await spawnServer(options, logHandle.fd);
    const pid = child.pid;
    if (pid === undefined) throw await failureOf(child);
    const endMs = clock.monotonicMs() + readyMsMax;
    while (child.exitCode === null && child.signalCode === null) {
      if (await isReady(cluster.dataPath, pid)) return { kind: 'ready', child, pid };
      if (clock.monotonicMs() > endMs) {
        child.kill('SIGQUIT');
        throw new EmbeddedPostgresError('cannot-run', `Postgres did not come up; see ${logFile}`);
      }
      await clock.sleep(readyPollMs);
    }
    return judge(await readFrom(logFile, size, pid), logFile);
  } finally {
    await logHandle.close();
  }
}

async function spawnServer(options: LaunchOptions, logFd: number): Promise<ChildProcess> {
  const { binaries, cluster, place } = options;
  // Postgres refuses to start while the pid in a stale postmaster.pid lives, unless that pid is its
  // grandparent's. It still checks for processes that use the old shared memory.
  const stalePid = await findStalePid(cluster.dataPath);
  const child = spawn(binaries.postgres, serverArguments(options), {
    ...spawnAs(place.account),
    cwd: '/',
    env: { ...programEnvironment, PG_GRANDPARENT_PID: String(stalePid) },
    stdio: ['ignore', logFd, logFd],
    // A process session of its own: Ctrl-C must reach only us, since we need the server to drain.
    detached: true,
  });
  child.on('error', () => {}); // a failed spawn has no pid, which the caller reports
  child.unref();
  return child;
}

function serverArguments({ cluster, port, isDurable }: LaunchOptions): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Shared memory in files, since /dev/shm in a container has only 64 MB.
    dynamic_shared_memory_type: 'mmap',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '512MB',
    jit: 'off',
    // Keeps values of statements out of the log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return [...identifyingArguments(cluster.dataPath), ...given];
}

async function failureOf(child: ChildProcess): Promise<EmbeddedPostgresError> {
  const error = await new Promise<Error>((resolve) => child.once('error', resolve));
  return new EmbeddedPostgresError(
    'cannot-run',
    `the embedded Postgres does not run: ${error.message}`,
  );
}

/** Reads why a server ended before it was up. */
function judge(output: string, logFile: string): LaunchOutcome {
  if (/could not bind|Address already in use/.test(output)) return { kind: 'port-taken' };
  if (/lock file .* already exists|shared memory block .* still in use/.test(output)) {
    return { kind: 'data-held' };
  }
  const why = lastErrorLine(output) ?? 'it ended without an error message';
  throw new EmbeddedPostgresError('cannot-run', `Postgres did not start: ${why} (see ${logFile})`);
}

/** The log lines of one process, and those without a process id, from a position on. */
async function readFrom(file: string, position: number, pid: number): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.max(0, size - position));
    await handle.read(buffer, 0, buffer.length, position);
    const lines = buffer.toString('utf8').split('\n');
    const isOfAnother = (line: string) => /\[\d+\]/.test(line) && !line.includes(`[${pid}]`);
    return lines.filter((line) => !isOfAnother(line)).join('\n');
  } finally {
    await handle.close();
  }
}

async function keepLogSmall(file: string): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > logBytesMax) await rename(file, `${file}.old`);
}

/** A port of 127.0.0.1 that nobody uses at this moment. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
