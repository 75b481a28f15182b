import { parseArgs } from 'node:util';
import type { z } from 'zod';
import type { LogLevel } from '#std/log';
import type { SealingKey } from '#std/sealed-box';
import {
  type ConfigMistake,
  type Environment,
  readSetting,
  type SettingName,
  tellSetting,
} from './read-setting.ts';
import type { AppKeys } from './setting-texts.ts';
import { settings } from './settings.ts';

/**
 * The configuration of a production gateway, from the environment and `--role` on the command line.
 * This is the only reader of both. It reports all mistakes at once, each with what is expected, and
 * never repeats a value, since it may be a secret in the wrong place.
 */
export interface Config {
  readonly databaseUrl: string;
  /** Reaches Postgres itself where `databaseUrl` leads to a transaction pooler. */
  readonly databaseDirectUrl: string;
  readonly databasePoolMax: number;
  readonly encryptionKeys: readonly SealingKey[];
  readonly role: Role;
  readonly host: string;
  readonly port: number;
  /** Under which people reach the gateway, without a slash at its end; null when not known. */
  readonly publicUrl: string | null;
  /** Dexcom's OAuth API. */
  readonly dexcomOAuth: DexcomOAuthConfig;
  readonly trustedProxies: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly logLevel: LogLevel;
  readonly isConsoleServed: boolean;
  readonly isGraphiqlServed: boolean;
  /** Who may ask for the schema. */
  readonly introspection: 'nobody' | 'authenticated' | 'everyone';
  /** Documents by the hex SHA-256 of their text. When set, no other documents are accepted. */
  readonly persistedOperations: ReadonlyMap<string, string> | null;
  readonly requestsPerMinutePerKey: number;
  readonly requestsPerMinutePerTeam: number;
  readonly requestsPerMinutePerAddress: number;
  readonly bounds: Bounds;
  readonly quotas: Quotas;
  readonly requestDeadlineMs: number;
  readonly requestBodyBytesMax: number;
  /** How long a node that stops still serves, for load balancers to take note. */
  readonly drainDelayMs: number;
  /** What `/metrics` asks for; without it, it is told to this machine alone. */
  readonly metricsToken: string | null;
  /** Null serves them beside the API. */
  readonly metricsPort: number | null;
  readonly eventRetentionDays: number;
  /** Null: samples are kept until their user is erased. */
  readonly sampleRetentionDays: number | null;
  /** Null: entries are kept until the person is erased whom they tell of. */
  readonly auditRetentionDays: number | null;
  readonly stallAfterMinutes: number;
  /** Address ranges to which webhooks may go although they are private. */
  readonly webhookAllowedRanges: readonly string[];
  /** Whether webhooks may go to plain http. */
  readonly isWebhookHttpAllowed: boolean;
  /** Null: tracing is off. */
  readonly tracing: TracingConfig | null;
}

/** What may wait in a node for its readers. */
export interface Bounds {
  readonly answerBytesMax: number;
  readonly operationsPerCallerMax: number;
  readonly unsentBytesPerCallerMax: number;
  readonly unsentBytesMax: number;
}

/** What one team may have or make, and what it may order to be sent to one host. */
export interface Quotas {
  readonly usersMax: number;
  readonly apiKeysMax: number;
  readonly webhookEndpointsMax: number;
  readonly userTokensPerMinute: number;
  readonly linkTokensPerMinute: number;
  readonly webhookOrdersPerMinutePerHost: number;
}

/** How Dexcom's OAuth API is asked. */
export interface DexcomOAuthConfig {
  /** By region; nobody is linked where there is none. */
  readonly apps: Readonly<Partial<Record<'US' | 'OUS' | 'APAC', AppKeys>>>;
  readonly isSandbox: boolean;
  /** Of each region's app; null for no bound. */
  readonly connectionsMax: number | null;
  /** How far back the history goes that is pulled. */
  readonly historyDays: number;
  readonly usesPkce: boolean;
}

/** Where traces are sent, by OpenTelemetry's own settings. */
export interface TracingConfig {
  /** The collector's address, without the path of a signal. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** The share of new traces that is kept, 0 to 1. */
  readonly share: number;
}

export type Role = 'api' | 'worker' | 'all';

export type ConfigReading =
  | {
      readonly kind: 'config';
      readonly config: Config;
      /** What counts of each setting, fit to be logged: of a secret only that there is one. */
      readonly told: Readonly<Record<string, unknown>>;
    }
  | Mistaken;

interface Mistaken {
  readonly kind: 'mistakes';
  readonly mistakes: readonly ConfigMistake[];
}

/** Reads the configuration; `argv` holds the arguments after the script's name. */
export function readConfig(
  env: Environment = process.env,
  argv: readonly string[] = process.argv.slice(2),
): ConfigReading {
  const mistakes: ConfigMistake[] = [];
  const values: Record<string, unknown> = {};
  const told: Record<string, unknown> = {};
  const given = { ...env, ...readArguments(argv, mistakes) };
  for (const name of Object.keys(settings) as SettingName[]) {
    const reading = readSetting(name, given);
    if (reading.kind === 'mistake') mistakes.push(reading.mistake);
    else {
      values[name] = reading.value;
      told[name] = tellSetting(name, reading);
    }
  }
  for (const name of Object.keys(env)) {
    if (name.startsWith('DEXCOM_BASE_URL')) mistakes.push({ name, expected: noSimulator });
  }
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes };
  return { kind: 'config', config: Object.freeze(configOf(values as SettingValues)), told };
}

/** The mistakes as lines for a person. */
export function describeMistakes(mistakes: readonly ConfigMistake[]): string {
  return mistakes.map(({ name, expected }) => `${name} takes ${expected}`).join('\n');
}

const noSimulator = "no value: a production gateway asks Dexcom's own addresses";

function readArguments(argv: readonly string[], mistakes: ConfigMistake[]): Environment {
  try {
    const { values } = parseArgs({ args: [...argv], options: { role: { type: 'string' } } });
    return values.role === undefined ? {} : { ROLE: values.role };
  } catch {
    mistakes.push({ name: 'the command line', expected: '--role api|worker|all and nothing else' });
    return {};
  }
}

type SettingValues = {
  readonly [Name in keyof typeof settings]: z.output<(typeof settings)[Name]['takes']>;
};

function configOf(values: SettingValues): Config {
  return {
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL ?? values.DATABASE_URL,
    databasePoolMax: values.DATABASE_POOL_MAX,
    encryptionKeys: values.ENCRYPTION_KEYS,
    role: values.ROLE,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL ?? null,
    dexcomOAuth: {
      apps: values.DEXCOM_OAUTH_APPS,
      isSandbox: values.DEXCOM_OAUTH_SANDBOX,
      connectionsMax: values.DEXCOM_OAUTH_CONNECTIONS_MAX ?? null,
      historyDays: values.DEXCOM_OAUTH_HISTORY_DAYS,
      usesPkce: values.DEXCOM_OAUTH_PKCE,
    },
    trustedProxies: values.TRUSTED_PROXIES,
    corsOrigins: values.CORS_ORIGINS,
    logLevel: values.LOG_LEVEL,
    isConsoleServed: values.CONSOLE,
    isGraphiqlServed: values.GRAPHIQL,
    introspection: values.GRAPHIQL ? 'everyone' : values.INTROSPECTION,
    persistedOperations: values.PERSISTED_OPERATIONS ?? null,
    requestsPerMinutePerKey: values.REQUESTS_PER_MINUTE_PER_KEY,
    requestsPerMinutePerTeam: values.REQUESTS_PER_MINUTE_PER_TEAM,
    requestsPerMinutePerAddress: values.REQUESTS_PER_MINUTE_PER_ADDRESS,
    bounds: boundsOf(values),
    quotas: quotasOf(values),
    requestDeadlineMs: values.REQUEST_DEADLINE_MS,
    requestBodyBytesMax: values.REQUEST_BODY_BYTES_MAX,
    drainDelayMs: values.DRAIN_DELAY_MS,
    metricsToken: values.METRICS_TOKEN ?? null,
    metricsPort: values.METRICS_PORT ?? null,
    eventRetentionDays: values.EVENT_RETENTION_DAYS,
    sampleRetentionDays: values.SAMPLE_RETENTION_DAYS ?? null,
    auditRetentionDays: values.AUDIT_RETENTION_DAYS ?? null,
    stallAfterMinutes: values.STALL_AFTER_MINUTES,
    webhookAllowedRanges: values.WEBHOOK_ALLOWED_RANGES,
    isWebhookHttpAllowed: values.WEBHOOK_ALLOW_HTTP,
    tracing: tracingOf(values),
  };
}

function boundsOf(values: SettingValues): Bounds {
  return {
    answerBytesMax: values.ANSWER_BYTES_MAX,
    operationsPerCallerMax: values.OPERATIONS_PER_CALLER_MAX,
    unsentBytesPerCallerMax: values.UNSENT_BYTES_PER_CALLER_MAX,
    unsentBytesMax: values.UNSENT_BYTES_MAX,
  };
}

function quotasOf(values: SettingValues): Quotas {
  return {
    usersMax: values.USERS_PER_TEAM_MAX,
    apiKeysMax: values.API_KEYS_PER_TEAM_MAX,
    webhookEndpointsMax: values.WEBHOOK_ENDPOINTS_PER_TEAM_MAX,
    userTokensPerMinute: values.USER_TOKENS_PER_MINUTE_PER_TEAM,
    linkTokensPerMinute: values.LINK_TOKENS_PER_MINUTE_PER_TEAM,
    webhookOrdersPerMinutePerHost: values.WEBHOOK_ORDERS_PER_MINUTE_PER_HOST,
  };
}

function tracingOf(values: SettingValues): TracingConfig | null {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined) return null;
  return {
    endpoint,
    headers: values.OTEL_EXPORTER_OTLP_HEADERS,
    serviceName: values.OTEL_SERVICE_NAME,
    share: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** What the command-line tool needs: the database, and the keys for `reseal`. */
export interface CommandConfig {
  readonly databaseUrl: string;
  /** Null when none are given. */
  readonly encryptionKeys: readonly SealingKey[] | null;
}

export function readCommandConfig(
  env: Environment = process.env,
): { readonly kind: 'config'; readonly config: CommandConfig } | Mistaken {
  const direct = readSetting('DATABASE_DIRECT_URL', env);
  const url =
    direct.kind === 'setting' && !direct.isGiven ? readSetting('DATABASE_URL', env) : direct;
  const keys = readSetting('ENCRYPTION_KEYS', env);
  const mistakes = [url, keys].flatMap((reading) =>
    reading.kind === 'mistake' && (reading !== keys || reading.isGiven) ? [reading.mistake] : [],
  );
  if (url.kind === 'mistake' || mistakes.length > 0) return { kind: 'mistakes', mistakes };
  const encryptionKeys = keys.kind === 'setting' ? (keys.value as readonly SealingKey[]) : null;
  return { kind: 'config', config: { databaseUrl: url.value as string, encryptionKeys } };
}
