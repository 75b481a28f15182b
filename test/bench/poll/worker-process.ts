/**
 * A worker node of the product in a process of its own, configured through the environment as any
 * is. It polls by itself; or, where it is given a time to start from, only when it is told to and
 * for as long as that time stands still.
 */
import { Client } from 'pg';
import { pino } from 'pino';
import { createApp } from '#app';
import { readConfig } from '#config';
import type { Region } from '#providers';
import { createLog } from '#std/log';
import { createHeldClock } from './held-clock.ts';

export interface WorkerOrder {
  readonly environment: Readonly<Record<string, string>>;
  readonly dexcomBaseUrls: Readonly<Record<Region, string>>;
  readonly logFile: string;
  readonly heldAtMs: number | null;
}

export type WorkerCommand =
  | { readonly kind: 'figures' | 'stop' }
  /** Polls what is due at this instant. */
  | { readonly kind: 'poll'; readonly atMs: number };

export interface WorkerFigures {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly statementCount: number;
}

let statementCount = 0;
const { query } = Client.prototype;
Client.prototype.query = function counted(this: Client, ...given: unknown[]) {
  statementCount += 1;
  return Reflect.apply(query, this, given);
} as typeof query;

const order = JSON.parse(process.argv[2] ?? '') as WorkerOrder;
const reading = readConfig(order.environment, []);
if (reading.kind === 'mistakes') throw new Error(JSON.stringify(reading.mistakes));
const clock = createHeldClock();
clock.holdAt(order.heldAtMs);
const { config } = reading;
const log = createLog(config.logLevel, pino.destination({ dest: order.logFile, sync: true }));
const { dexcomBaseUrls } = order;
const isHeld = order.heldAtMs !== null;
const app = createApp({ config, log, dexcomBaseUrls, ...(isHeld ? { clock } : {}) });
await app.start();

function figures(): WorkerFigures {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const cpuSeconds = (user + system) / 1e6;
  return { cpuSeconds, rssBytes: rss, heapBytes: heapUsed, statementCount };
}

async function answer(command: WorkerCommand): Promise<unknown> {
  switch (command.kind) {
    case 'figures':
      return figures();
    case 'poll': {
      clock.holdAt(command.atMs);
      return (await app.parts().poller.pollDue()).length;
    }
    case 'stop':
      return app.stop();
  }
}

process.on('message', ({ id, command }: { id: number; command: WorkerCommand }) => {
  void answer(command).then((result) => process.send?.({ id, result: result ?? null }));
});
process.once('SIGTERM', () => process.exit(0));
// Who started it is gone.
process.once('disconnect', () => process.exit(1));
process.send?.({ id: 0, result: process.pid });
