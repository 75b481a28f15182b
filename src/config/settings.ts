import { z } from 'zod';
import type { SealingKey } from '#std/sealed-box';
import {
  addressRange,
  databaseUrl,
  list,
  parseApps,
  parseHeaders,
  parseKeys,
  readOperations,
  readPublicUrl,
  webOrigin,
  wholeNumber,
  yesOrNo,
} from './setting-texts.ts';

/**
 * A setting of a production gateway: what it accepts and what it is for. A test holds the table in
 * docs/settings.md equal to these.
 */
export interface Setting<Value = unknown> {
  readonly takes: z.ZodType<Value>;
  /** The end of the sentence "NAME takes …". */
  readonly expected: string;
  readonly description: string;
  /** It is never told, and may be given in a file whose path stands in NAME_FILE. */
  readonly isSecret: boolean;
}

function setting<Value>(
  takes: z.ZodType<Value>,
  expected: string,
  description: string,
): Setting<Value> {
  return { takes, expected, description, isSecret: false };
}

function secret<Value>(
  takes: z.ZodType<Value>,
  expected: string,
  description: string,
): Setting<Value> {
  return { takes, expected, description, isSecret: true };
}

/** All settings by their names in the environment; the table in docs/settings.md is made of them. */
export const settings = {
  DATABASE_URL: secret(databaseUrl, 'the postgres:// address of a database', 'The database.'),
  DATABASE_DIRECT_URL: secret(
    databaseUrl.optional(),
    'the postgres:// address of the same database, not through a pooler',
    'Reaches Postgres itself when DATABASE_URL leads to a transaction pooler.',
  ),
  DATABASE_POOL_MAX: setting(
    wholeNumber(2, 1_000).default(10),
    'a whole number from 2 to 1000 (10)',
    'Sessions with the database for each of the API and the worker of a node.',
  ),
  ENCRYPTION_KEYS: secret(
    z.string().transform(parseKeys).pipe(z.array(z.custom<SealingKey>()).min(1)),
    'keys as id:base64-of-32-bytes, separated by commas, each id once; the first one seals',
    'Seals credentials and signs user tokens. Make one: `openssl rand -base64 32`.',
  ),
  ROLE: setting(
    z.enum(['api', 'worker', 'all']).default('all'),
    'api, worker or all (all)',
    'What this process does; also as --role.',
  ),
  HOST: setting(
    z.string().default('0.0.0.0'),
    'an address of this machine (0.0.0.0)',
    'The address on which the API listens.',
  ),
  PORT: setting(
    wholeNumber(0, 65_535).default(4000),
    'a port number (4000)',
    'The port of the API.',
  ),
  PUBLIC_URL: setting(
    z.string().transform(readPublicUrl).optional(),
    'an address like https://gateway.example.com or https://example.com/gateway (none)',
    'The address under which people reach this gateway: the links that it gives out begin with it.',
  ),
  DEXCOM_OAUTH_APPS: secret(
    z.string().transform(parseApps).default({}),
    'REGION=client-id:client-secret, separated by commas, each region once: US, OUS or APAC (none)',
    "What Dexcom's developer portal gave for its OAuth API; its redirect address is PUBLIC_URL with /oauth/callback behind it.",
  ),
  DEXCOM_OAUTH_SANDBOX: setting(
    yesOrNo(false),
    'true or false (false)',
    "Asks Dexcom's sandbox, with people who do not exist, in place of its OAuth API.",
  ),
  DEXCOM_OAUTH_CONNECTIONS_MAX: setting(
    wholeNumber(1, 1_000_000).optional(),
    'a whole number from 1 to 1000000 (no bound)',
    'Connections that the app of a region may have: 5 while Dexcom has approved limited access.',
  ),
  DEXCOM_OAUTH_HISTORY_DAYS: setting(
    wholeNumber(1, 365).default(30),
    'days from 1 to 365 (30)',
    "How far back the history goes that is pulled of Dexcom's OAuth API; its sandbox has 90 days.",
  ),
  DEXCOM_OAUTH_PKCE: setting(
    yesOrNo(true),
    'true or false (true)',
    'Binds each consent to a secret of its own (PKCE); for the case that Dexcom refuses it.',
  ),
  TRUSTED_PROXIES: setting(
    list(addressRange),
    'addresses or CIDR ranges, separated by commas (none)',
    'Whose X-Forwarded-For counts.',
  ),
  CORS_ORIGINS: setting(
    list(z.union([z.literal('*'), webOrigin])),
    'origins like https://app.example.com, separated by commas, or * (none)',
    'Which web pages may call the API from a browser.',
  ),
  LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'debug, info, warn, error or silent (info)',
    'What is logged.',
  ),
  CONSOLE: setting(
    yesOrNo(false),
    'true or false (false)',
    'Serves the console at /console, over https (PUBLIC_URL) or on this machine.',
  ),
  GRAPHIQL: setting(yesOrNo(false), 'true or false (false)', 'Serves GraphiQL at /graphql.'),
  INTROSPECTION: setting(
    z.enum(['nobody', 'authenticated', 'everyone']).default('authenticated'),
    'nobody, authenticated or everyone (authenticated)',
    'Who may ask for the schema and is helped with its names; GRAPHIQL makes it everyone.',
  ),
  PERSISTED_OPERATIONS: setting(
    z.string().transform(readOperations).optional(),
    'a readable JSON file: an object of documents by the hex SHA-256 of their text',
    'When given, no other operations are answered.',
  ),
  REQUESTS_PER_MINUTE_PER_KEY: setting(
    wholeNumber(1, 10_000_000).default(6_000),
    'a whole number from 1 to 10000000 (6000)',
    'Rate limit of each API key, and of each user with a user token.',
  ),
  REQUESTS_PER_MINUTE_PER_TEAM: setting(
    wholeNumber(1, 100_000_000).default(60_000),
    'a whole number from 1 to 100000000 (60000)',
    'Rate limit of all API keys and users of a team together.',
  ),
  REQUESTS_PER_MINUTE_PER_ADDRESS: setting(
    wholeNumber(1, 10_000_000).default(600),
    'a whole number from 1 to 10000000 (600)',
    'Rate limit of each address for requests without an API key.',
  ),
  REQUEST_DEADLINE_MS: setting(
    wholeNumber(100, 600_000).default(30_000),
    'milliseconds from 100 to 600000 (30000)',
    'When a request that is not done is given up, and its SQL with it.',
  ),
  REQUEST_BODY_BYTES_MAX: setting(
    wholeNumber(1_024, 10_000_000).default(100_000),
    'bytes from 1024 to 10000000 (100000)',
    'The largest body that is read.',
  ),
  ANSWER_BYTES_MAX: setting(
    wholeNumber(100_000, 500_000_000).default(8_000_000),
    'bytes from 100000 to 500000000 (8000000)',
    'The largest answer that is sent.',
  ),
  OPERATIONS_PER_CALLER_MAX: setting(
    wholeNumber(1, 100_000).default(200),
    'a whole number from 1 to 100000 (200)',
    'Queries and mutations of a caller that run, or whose answers it has not read.',
  ),
  UNSENT_BYTES_PER_CALLER_MAX: setting(
    wholeNumber(1_000_000, 999_999_999).default(32_000_000),
    'bytes from 1000000 to 999999999 (32000000)',
    'Answers of a caller that wait to be read, on each node.',
  ),
  UNSENT_BYTES_MAX: setting(
    wholeNumber(1_000_000, 999_999_999).default(128_000_000),
    'bytes from 1000000 to 999999999 (128000000)',
    'Answers of all callers that wait to be read, on each node.',
  ),
  USERS_PER_TEAM_MAX: setting(
    wholeNumber(1, 100_000_000).default(100_000),
    'a whole number from 1 to 100000000 (100000)',
    'Users that a team may have.',
  ),
  API_KEYS_PER_TEAM_MAX: setting(
    wholeNumber(1, 100_000).default(1_000),
    'a whole number from 1 to 100000 (1000)',
    'Keys that a team may have which are neither revoked nor over; the command line may make more.',
  ),
  WEBHOOK_ENDPOINTS_PER_TEAM_MAX: setting(
    wholeNumber(1, 10_000).default(50),
    'a whole number from 1 to 10000 (50)',
    'Webhook endpoints that a team may have.',
  ),
  USER_TOKENS_PER_MINUTE_PER_TEAM: setting(
    wholeNumber(1, 10_000_000).default(6_000),
    'a whole number from 1 to 10000000 (6000)',
    'User tokens that a team may make in a minute, on each node.',
  ),
  LINK_TOKENS_PER_MINUTE_PER_TEAM: setting(
    wholeNumber(1, 10_000_000).default(600),
    'a whole number from 1 to 10000000 (600)',
    'Link tokens that a team may make in a minute, on each node; each lasts an hour.',
  ),
  WEBHOOK_ORDERS_PER_MINUTE_PER_HOST: setting(
    wholeNumber(1, 1_000_000).default(300),
    'a whole number from 1 to 1000000 (300)',
    'Test events, deliveries that are sent again one by one, and replays, to a host, on each node.',
  ),
  DRAIN_DELAY_MS: setting(
    wholeNumber(0, 20_000).default(5_000),
    'milliseconds from 0 to 20000 (5000)',
    'How long a node that stops says so at /readyz and serves all the same.',
  ),
  METRICS_TOKEN: secret(
    z
      .string()
      .regex(/^[!-~]{16,256}$/)
      .optional(),
    'a secret of 16 to 256 characters without spaces (none)',
    'What /metrics asks for as a bearer token; without it, it is told to this machine alone.',
  ),
  METRICS_PORT: setting(
    wholeNumber(1, 65_535).optional(),
    'a port number (none)',
    'Serves /metrics on a port of its own, and no longer beside the API.',
  ),
  EVENT_RETENTION_DAYS: setting(
    wholeNumber(1, 3_650).default(30),
    'days from 1 to 3650 (30)',
    'How long events can be replayed.',
  ),
  SAMPLE_RETENTION_DAYS: setting(
    wholeNumber(1, 36_500).optional(),
    'days from 1 to 36500 (for ever)',
    'How long samples are kept.',
  ),
  AUDIT_RETENTION_DAYS: setting(
    wholeNumber(1, 36_500).optional(),
    'days from 1 to 36500 (for ever)',
    'How long the audit is kept, and who read whose glucose; what tells of a person goes with them.',
  ),
  STALL_AFTER_MINUTES: setting(
    wholeNumber(10, 1_440).default(30),
    'minutes from 10 to 1440 (30)',
    'After how long a silence a connection is told to be stalled.',
  ),
  WEBHOOK_ALLOWED_RANGES: setting(
    list(addressRange),
    'addresses or CIDR ranges, separated by commas (none)',
    'For development: private addresses to which webhooks may go.',
  ),
  WEBHOOK_ALLOW_HTTP: setting(
    yesOrNo(false),
    'true or false (false)',
    'For development: webhooks may go to plain http.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    'the http:// or https:// address of a collector that takes OTLP (none)',
    'Sends traces of requests, polls and webhook attempts there.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    z.string().transform(parseHeaders).default({}),
    'name=value pairs, separated by commas, values percent-encoded (none)',
    'Sent along with traces, such as the credential of a collector.',
  ),
  OTEL_SERVICE_NAME: setting(
    z.string().min(1).max(255).default('glucose-gateway'),
    'a name of at most 255 characters (glucose-gateway)',
    'What this gateway is called in traces.',
  ),
  OTEL_TRACES_SAMPLER_ARG: setting(
    z
      .string()
      .regex(/^(0(\.\d{1,6})?|1(\.0{1,6})?)$/)
      .transform(Number)
      .default(1),
    'a number from 0 to 1 (1)',
    'How many of the traces that begin here are kept.',
  ),
} as const;
