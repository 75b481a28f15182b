import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WebhookNodeOrder } from './webhook-node-process.ts';

/** A node that only delivers, in a process of its own. */
export interface SpawnedWebhookNode {
  /** SIGKILL: what a node gets that is never asked. Resolves when the process is gone. */
  kill(): Promise<void>;
}

export async function spawnWebhookNode(order: WebhookNodeOrder): Promise<SpawnedWebhookNode> {
  const child = fork(join(import.meta.dirname, 'webhook-node-process.ts'), [JSON.stringify(order)]);
  const exited = once(child, 'exit');
  const isReady = await Promise.race([once(child, 'message'), exited.then(() => null)]);
  if (!isReady) throw new Error('the node ended before it was ready');
  return {
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
