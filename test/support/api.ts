import { randomBytes } from 'node:crypto';
import { Registry } from 'prom-client';
import { isDatabaseUnavailable } from '#db';
import type { Context, Services } from '#schema';
import { schema } from '#schema';
import { createServer, type Server, serverLimitDefaults } from '#server';
import type { ServerOptions } from '#src/server/create-server.ts';
import type { Authentication } from '#src/server/http/request-facts.ts';
import { commandLineSource } from '#src/teams/audit/audit.ts';
import type { Clock } from '#std/clock';
import { systemClock } from '#std/clock';
import { type Log, silentLog } from '#std/log';
import {
  type Actor,
  anonymous,
  createApiKey,
  createAuthenticator,
  createTeam,
  createUser,
  createUserTokens,
  type User,
  type UserTokenScope,
} from '#teams';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { roomyLine } from './strangers.ts';

/**
 * The server as the product runs it, over a database of its own, with two teams in it. Nothing of
 * Dexcom is behind it: `services` brings what a test needs of other parts.
 */
export interface TestApi {
  readonly url: string;
  readonly database: TestDatabase;
  readonly server: Server;
  readonly mine: TestTeam;
  readonly other: TestTeam;
  /** Sends one operation as JSON. */
  ask(document: string, options?: AskOptions): Promise<GraphqlAnswer>;
  issueToken(user: User, scopes: readonly UserTokenScope[], ttlSeconds?: number): Promise<string>;
  close(): Promise<void>;
}

export interface TestTeam {
  readonly id: string;
  readonly apiKey: string;
  readonly user: User;
}

export interface AskOptions {
  readonly variables?: Record<string, unknown>;
  /** The team's own key unless told; null for none. */
  readonly apiKey?: string | null;
  readonly headers?: Record<string, string>;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for.
  readonly data: any;
  readonly errors: readonly GraphqlAnswerError[];
}

export interface GraphqlAnswerError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Record<string, unknown>;
}

export interface TestApiOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly services?: Partial<Services>;
  readonly server?: Partial<ServerOptions<Actor, Context>>;
  readonly limits?: Partial<typeof serverLimitDefaults>;
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const { clock = systemClock, log = silentLog } = options;
  const database = await createTestDatabase();
  const { db } = database;
  const userTokens = createUserTokens([{ id: 'test', key: randomBytes(32) }], clock);
  const credentials = createAuthenticator({ db, strangers: roomyLine(), clock, userTokens });
  const services = {
    credentials,
    userTokens,
    readCounter: { note() {} },
    quotas: roomyQuotas,
    userDeletedHooks: [],
    tokensRevokedHooks: [],
    openedLinks: async () => 0,
    ...options.services,
  };
  const server = createServer<Actor, Context>({
    schema,
    host: '127.0.0.1',
    port: 0,
    authentication: authenticationOf(credentials),
    createContext: ({ keepRunning: _outlive, isAuthenticated: _known, ...facts }) => ({
      ...facts,
      db: database.handle.abortable(facts.signal),
      clock,
      services: services as Services,
    }),
    isUnavailable: isDatabaseUnavailable,
    findReadinessProblems: async () => [],
    metrics: new Registry(),
    introspection: 'authenticated',
    isGraphiqlServed: false,
    persistedOperations: null,
    trustedProxies: [],
    corsOrigins: [],
    clock,
    log,
    ...options.server,
    limits: { ...serverLimitDefaults, requestsPerMinutePerAddress: 1_000_000, ...options.limits },
  });
  await server.start();
  const url = `http://127.0.0.1:${server.port()}/graphql`;
  const mine = await createTestTeam(database, clock, 'Mine');
  const other = await createTestTeam(database, clock, 'Other');
  return {
    url,
    database,
    server,
    mine,
    other,
    ask: (document, asked) => askGraphql(url, document, { apiKey: mine.apiKey, ...asked }),
    async issueToken({ teamId, id: userId }, scopes, ttlSeconds = 600) {
      return (await userTokens.issue({ teamId, userId, scopes, ttlSeconds })).token;
    },
    async close() {
      await server.stop();
      await database.close();
    },
  };
}

const roomy = { take: () => ({ isAllowed: true, limitPerMinute: 1 }) };
const roomyQuotas: Services['quotas'] = {
  usersMax: 1_000_000,
  apiKeysMax: 1_000_000,
  userTokens: roomy,
  linkTokens: roomy,
};

export function authenticationOf(
  credentials: ReturnType<typeof createAuthenticator>,
): Authentication<Actor> {
  return {
    anonymous,
    async check(credential, address) {
      const check = await credentials.authenticate(credential, address);
      if (check.kind !== 'authenticated') return check;
      const { actor } = check;
      const rateKey =
        actor.kind === 'api-key' ? actor.keyId : actor.kind === 'user-token' ? actor.userId : null;
      return { kind: 'authenticated', caller: { actor, rateKey } };
    },
  };
}

async function createTestTeam({ db }: TestDatabase, clock: Clock, name: string): Promise<TestTeam> {
  const creation = await createTeam(db, clock, commandLineSource, { name });
  if (creation.kind !== 'created') throw new Error(creation.kind);
  const { id: teamId } = creation.team;
  const { secret } = await createApiKey(db, clock, commandLineSource, { teamId, name: 'test' });
  const clientUserId = `user-of-${name.toLowerCase()}`;
  const user = await createUser(db, clock, commandLineSource, { teamId, clientUserId });
  if (user.kind !== 'created') throw new Error(user.kind);
  return { id: teamId, apiKey: secret, user: user.user };
}

/** Sends one operation to any gateway. */
export async function askGraphql(
  url: string,
  document: string,
  { variables, apiKey, headers }: AskOptions = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...(typeof apiKey === 'string' ? { 'x-api-key': apiKey } : {}),
      ...headers,
    },
    body: JSON.stringify({ query: document, variables }),
  });
  const text = await response.text();
  const body = text === '' ? {} : JSON.parse(text);
  const { status } = response;
  return { status, headers: response.headers, data: body.data, errors: body.errors ?? [] };
}
