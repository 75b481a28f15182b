/** An API node of the product in a process of its own, over the database that it is told. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createApp } from '#app';
import type { Config } from '#config';
import { createLog } from '#std/log';
import { defaultBounds, defaultQuotas } from '#test/test-config';

const [, , url = '', sealingKey = ''] = process.argv;
const config: Config = {
  databaseUrl: url,
  databaseDirectUrl: url,
  databasePoolMax: 10,
  encryptionKeys: [{ id: 'bench', key: Buffer.from(sealingKey, 'hex') }],
  role: 'api',
  host: '127.0.0.1',
  port: 0,
  publicUrl: null,
  dexcomOAuth: {
    apps: {},
    isSandbox: false,
    connectionsMax: null,
    historyDays: 30,
    usesPkce: true,
  },
  trustedProxies: [],
  corsOrigins: [],
  logLevel: 'warn',
  isConsoleServed: false,
  isGraphiqlServed: false,
  introspection: 'nobody',
  persistedOperations: null,
  requestsPerMinutePerKey: 6_000,
  requestsPerMinutePerTeam: 60_000,
  requestsPerMinutePerAddress: 600,
  bounds: defaultBounds,
  quotas: defaultQuotas,
  requestDeadlineMs: 30_000,
  requestBodyBytesMax: 100_000,
  drainDelayMs: 0,
  metricsToken: null,
  metricsPort: null,
  eventRetentionDays: 30,
  sampleRetentionDays: null,
  auditRetentionDays: null,
  stallAfterMinutes: 30,
  webhookAllowedRanges: [],
  isWebhookHttpAllowed: false,
  tracing: null,
};
const app = createApp({ config, log: createLog(config.logLevel) });
await app.start();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export type GatewayCommand = 'cpu' | 'memory';

export interface Memory {
  /** As it is, with what was thrown away and not yet collected. */
  readonly rssBytesFull: number;
  /** After collection. */
  readonly rssBytes: number;
  /** What is held, in the heap and outside of it. */
  readonly heldBytes: number;
}

function memory(): Memory {
  const rssBytesFull = process.memoryUsage.rss();
  collect();
  collect();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rssBytesFull, rssBytes: rss, heldBytes: heapUsed + external };
}

process.on('message', ({ id, command }: { id: number; command: GatewayCommand }) => {
  process.send?.({ id, result: command === 'cpu' ? process.cpuUsage() : memory() });
});
process.send?.({ id: 0, result: app.port() });
