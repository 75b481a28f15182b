import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Log } from '#std/log';
import { type Account, spawnAs } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { findMakerPid, findText, isThere, newPath } from './files.ts';
import { clusterName, dataName, type Place } from './place.ts';
import { findProcess } from './process.ts';

/**
 * The cluster: the data directory of Postgres and, beside it, the password, which only this account
 * may read. Both are made in a temporary directory that is renamed when it is complete, so a start
 * that was killed half-way leaves nothing that a later start could take for a cluster.
 */
export interface Cluster {
  readonly dataPath: string;
  readonly password: string;
}

export const userName = 'gateway';
export const databaseName = 'gateway';
const passwordName = 'password';

/** The environment of the server's programs; our own holds secrets and may set another locale. */
export const programEnvironment = { LC_ALL: 'C', TZ: 'UTC' };

export interface ClusterOptions {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly isDurable: boolean;
  readonly log: Log;
}

export async function prepareCluster(options: ClusterOptions): Promise<Cluster> {
  const path = join(options.place.path, clusterName);
  await removeHalfMade(path);
  if (!(await isWhole(path))) {
    await setAside(path, options.log);
    await makeCluster(path, options);
  }
  const dataPath = join(path, dataName);
  const version = (await readFile(join(dataPath, 'PG_VERSION'), 'utf8')).trim();
  if (version !== options.binaries.majorVersion) throw otherVersion(path, version, options);
  return { dataPath, password: (await readFile(join(path, passwordName), 'utf8')).trim() };
}

async function isWhole(path: string): Promise<boolean> {
  const needed = [passwordName, `${dataName}/PG_VERSION`, `${dataName}/global/pg_control`];
  const texts = await Promise.all(needed.map((name) => findText(join(path, name)).catch(() => '')));
  return texts.every((text) => text !== null && text.length > 0);
}

/** Renames a broken cluster instead of deleting it, so that a person can inspect it. */
async function setAside(path: string, log: Log): Promise<void> {
  const aside = `${path}.broken-${randomBytes(4).toString('hex')}`;
  if (!(await isThere(path))) return;
  await rename(path, aside);
  log.warn('postgres.broken-cluster-set-aside', { path: aside });
}

async function makeCluster(path: string, options: ClusterOptions): Promise<void> {
  const { binaries, isDurable, place } = options;
  const beside = newPath(path);
  const dataPath = join(beside, dataName);
  await mkdir(beside);
  await chmod(beside, 0o755);
  await mkdir(dataPath);
  await chmod(dataPath, 0o700);
  const password = randomBytes(24).toString('base64url');
  const passwordFile = join(beside, passwordName);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await give(place.account, dataPath, passwordFile);
  const initdbArguments = [
    ...['-D', dataPath, '-U', userName, '--pwfile', passwordFile],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...['--no-instructions', ...(isDurable ? [] : ['--no-sync'])],
  ];
  await run(binaries.initdb, initdbArguments, place.account);
  const singleUser = ['--single', ...(isDurable ? [] : ['-F']), '-D', dataPath, 'postgres'];
  await run(binaries.postgres, singleUser, place.account, `create database ${databaseName}\n`);
  // From now on only this process needs the password.
  if (place.account) await chown(passwordFile, 0, 0);
  await rename(beside, path).catch(async (error: unknown) => {
    // Another start made it meanwhile; only one of the two can run a server on it.
    await rm(beside, { recursive: true, force: true });
    if (!(await isWhole(path))) throw error;
  });
}

async function give(account: Account | null, ...paths: string[]): Promise<void> {
  if (account === null) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

/** How much of a program's error output is kept, from its end. */
const errorCharactersMax = 4_000;

function run(
  program: string,
  programArguments: readonly string[],
  account: Account | null,
  input = '',
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      ...spawnAs(account),
      cwd: '/',
      env: programEnvironment,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let errorOutput = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errorOutput = (errorOutput + text).slice(-errorCharactersMax);
    });
    const refuse = (why: string) =>
      reject(new EmbeddedPostgresError('cannot-run', `${basename(program)} failed: ${why}`));
    child.once('error', (error) => refuse(error.message));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      refuse(lastErrorLine(errorOutput) ?? `it ended with ${signal ?? `code ${code}`}`);
    });
    child.stdin.on('error', () => {}); // the exit code says it
    child.stdin.end(input);
  });
}

/** The line of a program's output that names the error, or else its last line. */
export function lastErrorLine(output: string): string | undefined {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.filter((line) => /\b(FATAL|PANIC|error):/.test(line));
  return (telling.at(-1) ?? lines.at(-1))?.replace(/^.*?\b(FATAL|PANIC|error):\s*/, '');
}

/** Removes temporary directories of processes that no longer live. */
async function removeHalfMade(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const makerPid = findMakerPid(name);
    if (makerPid === null || (await findProcess(makerPid)) !== null) continue;
    await rm(join(dirname(path), name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function otherVersion(
  path: string,
  version: string,
  { binaries }: ClusterOptions,
): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'cannot-run',
    `the data in ${path} was made by Postgres ${version}, and this is Postgres ` +
      `${binaries.majorVersion}; move it away to begin anew, or set DATABASE_URL to a server for it`,
  );
}
