import { execFile, spawn } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/**
 * Programs of the system: those of Postgres refuse to run as root, so they run as nobody, in folders
 * that are nobody's. What is started ends with the test.
 */
const exec = promisify(execFile);
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const asNobody = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];

function commandOf(program: string, args: readonly string[]): [string, string[]] {
  return isRoot ? ['setpriv', [...asNobody, program, ...args]] : [program, [...args]];
}

export async function run(program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await exec(...commandOf(program, args), { maxBuffer: 1e8 });
  return stdout;
}

/** Runs until the test is over. */
export function start(program: string, args: readonly string[]): void {
  const child = spawn(...commandOf(program, args), { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGTERM'));
}

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-programs-'));
  await own(folder);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Gives a folder to those who run the programs. */
export async function own(folder: string): Promise<void> {
  if (isRoot) await chown(folder, nobody, nobody);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('there is no port');
  return address.port;
}

export interface Standby {
  /** Of the same database as the URL that was given. */
  readonly url: string;
  promote(): Promise<void>;
}

/** A standby that follows the server of a URL. */
export async function startStandbyOf(url: string): Promise<Standby> {
  const folder = await newFolder();
  const data = join(folder, 'data');
  const port = await freePort();
  const server = new URL(url);
  server.pathname = '/postgres';
  const backup = ['--dbname', server.href, '--pgdata', data, '--write-recovery-conf'];
  await run('pg_basebackup', [...backup, '--checkpoint=fast', '--wal-method=stream']);
  // As many sessions as the primary has, at the least, or it does not start.
  const sessions = '-c max_connections=1000';
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 ${sessions}`;
  await run('pg_ctl', ['-D', data, '-w', '-l', join(folder, 'log'), '-o', settings, 'start']);
  onTestFinished(async () => void (await run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop'])));
  const standby = new URL(url);
  standby.host = `127.0.0.1:${port}`;
  return {
    url: standby.href,
    promote: async () => void (await run('pg_ctl', ['-D', data, '-w', 'promote'])),
  };
}
