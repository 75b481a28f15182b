import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { type Account, findUnprivilegedAccounts, isRoot, mayReach } from './account.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { isThere, newPath } from './files.ts';
import { findHome, findKeptPlace, hasPointer, settlePointer } from './pointer.ts';
import { findPostmaster, stopPostmaster } from './process.ts';

/**
 * Where the server's files lie and under which account it runs. They lie in the requested directory
 * (the home) unless we run as root and the unprivileged account cannot enter it. Then they lie in
 * another place that the account can enter, and the home holds a pointer to it. A home without its
 * pointer was emptied on purpose, and the place of its old pointer is removed.
 */
export interface Place {
  /** The directory of the cluster, of copied binaries and of the server's own log. */
  readonly path: string;
  readonly account: Account | null;
}

export const clusterName = 'cluster';
export const dataName = 'data';

/** Directories that all accounts may enter, the most permanent first. */
const commonDirectories = ['/var/lib', '/var/tmp', '/tmp'];
const commonName = 'glucose-gateway';

export interface PlaceOptions {
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly log: Log;
}

export async function preparePlace(options: PlaceOptions): Promise<Place> {
  await mkdir(options.dataDirectory, { recursive: true });
  const home = await realpath(options.dataDirectory);
  if (!isRoot()) return prepareAsOrdinaryUser(home);
  const kept = await findKeptPlace(home);
  if (kept !== null) return { path: kept, account: await getAccount(kept) };
  const account = await getAccount(home);
  if (await opensTo(home, account)) return { path: home, account };
  if (await isThere(join(home, clusterName))) throw closedHome(home);
  return { path: await prepareElsewhere(home, account, options), account };
}

function closedHome(home: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'cannot-run',
    `the data in ${home} lies below a directory that has been closed to other accounts since; ` +
      'open it again, or move the data away to begin anew',
  );
}

async function prepareAsOrdinaryUser(home: string): Promise<Place> {
  const owner = await findOwner(home);
  if ((await hasPointer(home)) || (owner !== null && owner.uid !== process.getuid?.())) {
    throw new EmbeddedPostgresError(
      'cannot-run',
      `the data under ${home} was made when this ran as root; run it as root, or remove ${home}`,
    );
  }
  return { path: home, account: null };
}

/** The owner of the data, or else the first account to which this process may give files. */
async function getAccount(path: string): Promise<Account> {
  const owner = await findOwner(path);
  if (owner !== null && owner.uid !== 0) return owner;
  const probe = newPath(join(path, 'account'));
  await writeFile(probe, '');
  try {
    for (const account of await findUnprivilegedAccounts().catch(() => [])) {
      const isGiven = chown(probe, account.uid, account.gid).then(
        () => true,
        () => false,
      );
      if (await isGiven) return account;
    }
  } finally {
    await rm(probe, { force: true });
  }
  throw new EmbeddedPostgresError(
    'cannot-run',
    'Postgres does not run as root, and here root may not run it as another account; ' +
      'run this as an ordinary user, or set DATABASE_URL to a Postgres of your own',
  );
}

async function findOwner(path: string): Promise<Account | null> {
  const data = join(path, clusterName, dataName);
  return lstat(data).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => null,
  );
}

/** Whether the account can enter our own directory, after we opened it if that was needed. */
async function opensTo(home: string, account: Account): Promise<boolean> {
  if (!(await mayReach(dirname(home), 'enter', account))) return false;
  const { uid, mode } = await lstat(home);
  if (uid === 0 && (mode & 0o1) === 0) await chmod(home, mode | 0o111);
  return mayReach(home, 'enter', account);
}

async function prepareElsewhere(home: string, account: Account, options: PlaceOptions) {
  for (const directory of commonDirectories) {
    const common = join(directory, commonName);
    if (!(await isOwnDirectory(common))) continue;
    if (!(await mayReach(common, 'enter', account))) continue;
    const made = await mkdtemp(join(common, 'data-'));
    await chmod(made, 0o755);
    const path = await settlePointer(home, made);
    if (path !== made) await rm(made, { recursive: true, force: true });
    await removeForgotten(common, home, path, options);
    return path;
  }
  throw new EmbeddedPostgresError(
    'cannot-run',
    `Postgres does not run as root, and its account may not enter ${home} nor any of ` +
      `${commonDirectories.join(', ')}; set DATABASE_URL to a Postgres of your own`,
  );
}

/** Makes a directory that all may enter; false when it belongs to another or cannot be made. */
async function isOwnDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    const found = await lstat(path);
    if (found.uid !== 0 || !found.isDirectory() || (found.mode & 0o022) !== 0) return false;
    await chmod(path, 0o755);
    return true;
  } catch {
    return false;
  }
}

/** Removes what earlier pointers of the same home led to, unless a process still uses it. */
async function removeForgotten(
  common: string,
  home: string,
  kept: string,
  { clock, log }: PlaceOptions,
): Promise<void> {
  for (const name of await readdir(common)) {
    const path = join(common, name);
    if (path === kept || (await findHome(path)) !== home) continue;
    const dataPath = join(path, clusterName, dataName);
    const running = await findPostmaster(dataPath);
    if (running?.ownerPid) continue;
    if (running) await stopPostmaster(running.pid, dataPath, clock);
    log.warn('postgres.forgotten-data-removed', { path });
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The error of a start while another process runs the server on the same data. */
export function inUse(ownerPid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'in-use',
    `the embedded Postgres is already in use by process ${ownerPid}; ` +
      'end that one first, or use another data directory',
  );
}
