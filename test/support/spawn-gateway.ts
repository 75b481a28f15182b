import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Config } from '#config';
import type { Region } from '#providers';
import type { HurriedTime } from '#test/hurried-clock';

/** A gateway node in a process of its own. */
export interface SpawnedGateway {
  readonly port: number | null;
  readonly pid: number;
  /** SIGKILL: what a node gets that is never asked. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it stands still, and nobody knows. */
  pause(): void;
  /** SIGCONT. */
  goOn(): void;
  /** SIGTERM. Resolves with the exit code. */
  stop(): Promise<number | null>;
}

export async function spawnGateway(
  config: Config,
  dexcomBaseUrls: Readonly<Record<Region, string>>,
  time: HurriedTime | null = null,
  nodeOptions: readonly string[] = [],
): Promise<SpawnedGateway> {
  const encryptionKeys = config.encryptionKeys.map(({ id, key }) => ({
    id,
    key: key.toString('base64'),
  }));
  const order = JSON.stringify({ config: { ...config, encryptionKeys }, dexcomBaseUrls, time });
  const entry = join(import.meta.dirname, 'gateway-process.ts');
  const child = spawn(process.execPath, [...nodeOptions, entry, order], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const { port } = await firstLine(child, exited);
  return {
    port,
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}

async function firstLine(
  child: ChildProcess,
  exited: Promise<unknown>,
): Promise<{ readonly port: number | null }> {
  if (!child.stdout) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line'), exited.then(() => null)]);
  if (!line) throw new Error('the gateway ended before it was ready');
  return JSON.parse(String(line[0])) as { port: number | null };
}
