import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** A process of the bench that answers commands. */
export interface Child<Command> {
  /** What it said once it was ready. */
  readonly greeting: unknown;
  ask<Answer>(command: Command | 'cpu'): Promise<Answer>;
  stop(signal?: 'SIGKILL'): Promise<void>;
}

export async function startChild<Command>(
  module: string,
  args: readonly string[],
  execArgv: readonly string[] = process.execArgv,
): Promise<Child<Command>> {
  const path = new URL(module, import.meta.url).pathname;
  const child: ChildProcess = fork(path, args, {
    serialization: 'advanced',
    execArgv: [...execArgv],
  });
  const waiting = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', (code, signal) =>
      reject(new Error(`${module} ended with ${code ?? signal}`)),
    );
  });
  ended.catch(() => {});
  const greeted = new Promise<unknown>((resolve) => {
    waiting.set(0, resolve);
    child.on('message', ({ id, result }: { id: number; result: unknown }) => {
      waiting.get(id)?.(result);
      waiting.delete(id);
    });
  });
  const greeting = await Promise.race([greeted, ended]);
  return {
    greeting,
    ask<Answer>(command: Command | 'cpu') {
      lastId += 1;
      const id = lastId;
      child.send({ id, command });
      const answered = new Promise<Answer>((resolve) => {
        waiting.set(id, resolve as (r: unknown) => void);
      });
      return Promise.race([answered, ended]);
    },
    async stop(signal) {
      child.removeAllListeners('exit');
      // One that ended by itself tells it no more.
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
    },
  };
}

/** Seconds of processor that a child has used. */
export async function cpuOf(child: Child<never> | Child<unknown>): Promise<number> {
  const { user, system } = await child.ask<NodeJS.CpuUsage>('cpu');
  return (user + system) / 1e6;
}

const ticksPerSecond = 100;

/** Seconds of processor that a Postgres server has used, its sessions that ended included. */
export function cpuOfPostgres(postmasterPid: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statOf(name);
    if (!fields) continue;
    const isServer = Number(name) === postmasterPid;
    if (!isServer && Number(fields[1]) !== postmasterPid) continue;
    ticks += Number(fields[11]) + Number(fields[12]);
    // What the server's children used that have ended.
    if (isServer) ticks += Number(fields[13]) + Number(fields[14]);
  }
  return ticks / ticksPerSecond;
}

/** The fields of /proc/PID/stat from the state on; null when the process has ended. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
