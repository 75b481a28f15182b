import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { LoadOrder, LoadResult } from './load.ts';

/** A process of the bench: a server that says what it costs, or the load. */
export interface Child {
  /** What it said once it was ready: a server the port that it listens on. */
  readonly greeting: number;
  ask<Answer>(command: 'cpu' | LoadOrder): Promise<Answer>;
  stop(): Promise<void>;
}

export async function startChild(module: string, args: readonly string[]): Promise<Child> {
  const path = new URL(module, import.meta.url).pathname;
  const env = { ...process.env, NODE_ENV: 'production', GRAPHILE_ENV: 'production' };
  const child: ChildProcess = fork(path, args, { env });
  const waiting = new Map<number, (result: unknown) => void>();
  let lastId = 0;
  const greeting = await new Promise<unknown>((resolve, reject) => {
    waiting.set(0, resolve);
    child.once('exit', (code) => reject(new Error(`${module} ended with ${code}`)));
    child.on('message', ({ id, result }: { id: number; result: unknown }) => {
      waiting.get(id)?.(result);
      waiting.delete(id);
    });
  });
  return {
    greeting: greeting as number,
    ask<Answer>(command: 'cpu' | LoadOrder) {
      lastId += 1;
      const id = lastId;
      child.send({ id, command });
      return new Promise<Answer>((resolve) => waiting.set(id, resolve as (r: unknown) => void));
    },
    async stop() {
      child.removeAllListeners('exit');
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** Milliseconds of processor, threads of the platform and collection included, up to now. */
export async function cpuMsOf(server: Child): Promise<number> {
  const { user, system } = await server.ask<NodeJS.CpuUsage>('cpu');
  return (user + system) / 1_000;
}

export async function runLoad(load: Child, order: LoadOrder): Promise<LoadResult> {
  const result = await load.ask<LoadResult | { readonly error: string }>(order);
  if ('error' in result) throw new Error(result.error);
  return result;
}
