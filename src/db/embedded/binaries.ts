import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { type Account, mayReach } from './account.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { findMakerPid, isThere, newPath } from './files.ts';

/**
 * The programs of the server come with an npm package for the platform. They run in place if the
 * server's account can reach them and the package is complete. Otherwise they are copied next to the
 * data: for example when the package lies below a closed home directory, or when its install script
 * did not create its symbolic links.
 */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, as in the file PG_VERSION of a data directory. */
  readonly majorVersion: string;
}

interface Package {
  readonly native: string;
  readonly version: string;
}

/** An entry of the package's list of links, with paths from its root. */
type Link = Readonly<{ source: string; target: string }>;

export async function prepareBinaries(place: string, account: Account | null): Promise<Binaries> {
  const found = await getPackage();
  const links = await readLinks(found.native);
  if (await isUsable(found.native, links, account)) return binariesIn(found.native, found.version);
  const copy = join(place, `binaries-${found.version}`);
  if (!(await isThere(copy))) await copyBinaries(found.native, links, copy);
  await removeOtherCopies(place, copy);
  return binariesIn(copy, found.version);
}

async function getPackage(): Promise<Package> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const native = join(dirname(require.resolve(name)), '..', 'native');
    const manifest = await readFile(join(native, '..', 'package.json'), 'utf8');
    return { native, version: (JSON.parse(manifest) as { version: string }).version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'cannot-run',
      `there is no embedded Postgres for this machine (${name} is not installed); ` +
        'run npm ci again, or set DATABASE_URL to a Postgres of your own (15 or later)',
      { cause },
    );
  }
}

function binariesIn(directory: string, version: string): Binaries {
  const bin = join(directory, 'bin');
  return {
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    majorVersion: version.split('.')[0] ?? version,
  };
}

async function readLinks(native: string): Promise<readonly Link[]> {
  const file = join(native, 'pg-symlinks.json');
  return (await isThere(file)) ? JSON.parse(await readFile(file, 'utf8')) : [];
}

async function isUsable(native: string, links: readonly Link[], account: Account | null) {
  const targets = links.map(({ target }) => join(native, '..', target));
  if ((await Promise.all(targets.map(isThere))).includes(false)) return false;
  if (account === null) return true;
  const needed = [join(native, 'bin', 'postgres'), join(native, 'bin', 'initdb'), ...targets];
  const reached = await Promise.all([
    ...needed.map((path) => mayReach(path, 'read', account)),
    ...needed.slice(0, 2).map((path) => mayReach(path, 'enter', account)),
    mayReach(join(native, 'share', 'postgresql', 'postgres.bki'), 'read', account),
  ]);
  return !reached.includes(false);
}

/** Copies to a temporary name and then renames, so that an interrupted copy is never used. */
async function copyBinaries(native: string, links: readonly Link[], copy: string): Promise<void> {
  const beside = newPath(copy);
  await copyTree(native, beside);
  for (const { source, target } of links) {
    const path = join(beside, relative('native', target));
    if (!(await isThere(path))) await symlink(basename(source), path);
  }
  await rename(beside, copy).catch(async (error: unknown) => {
    // Another start may have been faster; then we use its copy.
    await rm(beside, { recursive: true, force: true });
    if (!(await isThere(copy))) throw error;
  });
}

async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      await chmod(target, basename(from) === 'bin' ? 0o755 : 0o644);
    }
  }
}

async function removeOtherCopies(place: string, kept: string): Promise<void> {
  for (const name of await readdir(place)) {
    const path = join(place, name);
    if (!name.startsWith('binaries-') || path === kept || findMakerPid(name) !== null) continue;
    await rm(path, { recursive: true, force: true });
  }
}
