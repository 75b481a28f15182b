import { randomBytes } from 'node:crypto';
import { type Config, readConfig } from '#config';

/** What may wait, and what a team may have, where nothing is set. */
export const { bounds: defaultBounds, quotas: defaultQuotas } = unset();

function unset(): Config {
  const needed = {
    DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64')}`,
  };
  const reading = readConfig(needed, []);
  if (reading.kind === 'mistakes') throw new Error(JSON.stringify(reading.mistakes));
  return reading.config;
}

/** The configuration of a gateway under test: loopback, any port, no limits that are in the way. */
export function testConfig(databaseUrl: string, overrides: Partial<Config> = {}): Config {
  return {
    databaseUrl,
    databaseDirectUrl: databaseUrl,
    // A node opens as many at its start as it may, and each costs more than what it then does.
    databasePoolMax: 4,
    encryptionKeys: [{ id: 'test', key: randomBytes(32) }],
    role: 'all',
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
    logLevel: 'silent',
    isConsoleServed: false,
    isGraphiqlServed: false,
    introspection: 'everyone',
    persistedOperations: null,
    requestsPerMinutePerKey: 1_000_000,
    requestsPerMinutePerTeam: 1_000_000,
    requestsPerMinutePerAddress: 1_000_000,
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
    webhookAllowedRanges: ['127.0.0.0/8'],
    isWebhookHttpAllowed: true,
    tracing: null,
    ...overrides,
  };
}
