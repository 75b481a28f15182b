import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Clock } from '#std/clock';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { findText } from './files.ts';

/**
 * A postmaster outlives a parent that was killed. Which process serves a data directory, and for which
 * parent, is read from the process table of the system, because a file of ours could be stale.
 */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /** The command and its arguments, joined with spaces. */
  readonly command: string;
}

export interface Postmaster {
  readonly pid: number;
  /** The parent that started it; null when that no longer lives. */
  readonly ownerPid: number | null;
}

/** A process that lives (a zombie does not), or null. */
export async function findProcess(pid: number): Promise<ProcessEntry | null> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? findInProc(pid) : findWithPs(pid);
}

async function findInProc(pid: number): Promise<ProcessEntry | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [state, parentPid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z' || state === 'X') return null;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return { pid, parentPid: Number(parentPid), command: command.replaceAll('\0', ' ').trim() };
  } catch {
    return null;
  }
}

async function findWithPs(pid: number): Promise<ProcessEntry | null> {
  try {
    const columns = ['-o', 'stat=,ppid=,command=', '-p', String(pid)];
    const { stdout } = await promisify(execFile)('ps', ['-ww', ...columns]);
    const [, state, parentPid, command] = /^\s*(\S+)\s+(\d+)\s+(.*)$/m.exec(stdout) ?? [];
    if (!state || state.startsWith('Z') || command === undefined) return null;
    return { pid, parentPid: Number(parentPid), command: command.trim() };
  } catch {
    return null;
  }
}

/**
 * The arguments by which we recognise a postmaster; the cluster name holds its parent's process id.
 */
export function identifyingArguments(dataPath: string): string[] {
  return ['-D', dataPath, '-c', `cluster_name=of-${process.pid}`];
}

/** The postmaster that runs on a data directory, or null. */
export async function findPostmaster(dataPath: string): Promise<Postmaster | null> {
  const found = await findProcess(await readPostmasterPid(dataPath));
  if (!found?.command.includes(` -D ${dataPath} `)) return null;
  const ownerPid = Number(/ cluster_name=of-(\d+)/.exec(found.command)?.[1]);
  return { pid: found.pid, ownerPid: found.parentPid === ownerPid ? ownerPid : null };
}

/** The process id that `postmaster.pid` names; 0 when there is none. */
export async function readPostmasterPid(dataPath: string): Promise<number> {
  const text = await findText(`${dataPath}/postmaster.pid`);
  const pid = Number.parseInt(text ?? '', 10);
  return Number.isSafeInteger(pid) && pid > 0 ? pid : 0;
}

/**
 * The process id in a stale `postmaster.pid`: its process is gone, or the id now belongs to another
 * program. 0 when there is no such file, or when a server runs.
 */
export async function findStalePid(dataPath: string): Promise<number> {
  const pid = await readPostmasterPid(dataPath);
  const found = await findProcess(pid);
  return found?.command.includes(` -D ${dataPath} `) ? 0 : pid;
}

/**
 * Removes a `postmaster.pid` without a process id, which a crash of the machine may leave behind:
 * Postgres would refuse to start. A server that is just starting gets time to write its own first.
 */
export async function removeUnreadablePidFile(dataPath: string, clock: Clock): Promise<void> {
  const file = `${dataPath}/postmaster.pid`;
  for (const delayMs of [0, pidFileWriteMsMax]) {
    await clock.sleep(delayMs);
    if ((await findText(file)) === null || (await readPostmasterPid(dataPath)) > 0) return;
  }
  await rm(file, { force: true });
}

const pidFileWriteMsMax = 500;

/** Whether the postmaster with this id is ready, which it writes into line 8 of its file. */
export async function isReady(dataPath: string, pid: number): Promise<boolean> {
  const lines = (await findText(`${dataPath}/postmaster.pid`))?.split('\n') ?? [];
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** The signals in order: fast shutdown, immediate shutdown, kill. */
const stopSteps = [
  { signal: 'SIGINT', waitMsMax: 10_000 },
  { signal: 'SIGQUIT', waitMsMax: 3_000 },
  { signal: 'SIGKILL', waitMsMax: 2_000 },
] as const;
const stopPollMs = 20;

/** Stops a postmaster and waits until it is gone: 15 seconds at most. */
export async function stopPostmaster(pid: number, dataPath: string, clock: Clock): Promise<void> {
  const isRunning = async () => {
    const found = await findProcess(pid);
    return found?.command.includes(` -D ${dataPath} `) ?? false;
  };
  for (const { signal, waitMsMax } of stopSteps) {
    if (!(await isRunning())) return;
    signalProcess(pid, signal);
    const endMs = clock.monotonicMs() + waitMsMax;
    while (clock.monotonicMs() < endMs) {
      if (!(await isRunning())) return;
      await clock.sleep(stopPollMs);
    }
  }
  if (!(await isRunning())) return;
  throw new EmbeddedPostgresError(
    'cannot-run',
    `the Postgres server with process id ${pid} does not end`,
  );
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
