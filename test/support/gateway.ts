import { randomBytes } from 'node:crypto';
import { type App, createApp } from '#app';
import type { Config } from '#config';
import type { Db } from '#db';
import { createSimulator, type Simulator } from '#simulator';
import type { AppOptions } from '#src/app/open-base.ts';
import type { SimulatorOptions } from '#src/simulator/simulator.ts';
import { type Clock, systemClock } from '#std/clock';
import { type Log, silentLog } from '#std/log';
import { createApiKey, createTeam } from '#teams';
import { oauthBaseUrlsOf } from '#test/consents';
import { createTestDatabase } from '#test/database';
import { testConfig } from '#test/test-config';

/** The whole gateway over a database and a simulator of its own, reached as clients reach it. */
export interface TestGateway {
  readonly app: App;
  readonly db: Db;
  readonly databaseUrl: string;
  readonly simulator: Simulator;
  readonly url: string;
  readonly apiKey: string;
  readonly teamId: string;
  readonly config: Config;
  /** Asks with the team's key unless told; throws for answers with errors or without data. */
  ask<Data>(query: string, variables?: object, apiKey?: string | null): Promise<Data>;
  /** A further node over the same database. */
  startNode(overrides?: Partial<Config>): Promise<App>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  readonly config?: Partial<Config>;
  readonly simulator?: Partial<SimulatorOptions>;
  /** What the sandbox gives its gateway. */
  readonly sandbox?: AppOptions['sandbox'];
}

const source = { kind: 'system', id: null, address: null } as const;

export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { clock = systemClock, log = silentLog } = options;
  const database = await createTestDatabase();
  const simulator = createSimulator({ clock, log, seed: 7, adminPort: null, ...options.simulator });
  await simulator.start();
  const config = testConfig(database.url, options.config);
  const startNode = async (overrides: Partial<Config> = {}) => {
    const app = createApp({
      config: { ...config, ...overrides },
      log,
      dexcomBaseUrls: simulator.baseUrls,
      dexcomOAuthBaseUrls: oauthBaseUrlsOf(simulator),
      ...(options.sandbox ? { sandbox: options.sandbox } : {}),
      ...(options.clock ? { clock: options.clock } : {}),
    });
    nodes.push(app);
    await app.start();
    return app;
  };
  const nodes: App[] = [];
  const app = await startNode();
  const team = await createTeam(database.db, clock, source, { name: 'Team' });
  if (team.kind !== 'created') throw new Error('the team was there');
  const teamId = team.team.id;
  const { secret: apiKey } = await createApiKey(database.db, clock, source, {
    teamId,
    name: 'key',
  });
  const url = config.role === 'worker' ? '' : `http://127.0.0.1:${app.port()}/graphql`;
  return {
    app,
    db: database.db,
    databaseUrl: database.url,
    simulator,
    url,
    apiKey,
    teamId,
    config,
    ask: (query, variables = {}, key = apiKey) => ask(url, key, query, variables),
    startNode,
    async close() {
      for (const node of nodes) await node.stop();
      await simulator.stop();
      await database.close();
    },
  };
}

/** Asks a node, with a key or without. */
export async function ask<Data>(
  url: string,
  apiKey: string | null,
  query: string,
  variables: object,
): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey === null ? {} : { 'x-api-key': apiKey }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: Data; errors?: unknown };
  if (!answer.data || answer.errors) {
    throw new Error(`${response.status}: ${JSON.stringify(answer.errors)}`);
  }
  return answer.data;
}

/** Creates a user and links an account to it, through the API as an application does. */
export async function linkThroughApi(
  gateway: TestGateway,
  account: { readonly username: string; readonly password: string; readonly region?: string },
  clientUserId = `user-${randomBytes(4).toString('hex')}`,
): Promise<{ readonly userId: string; readonly linked: { readonly __typename: string } }> {
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
    'mutation C($id: String!) { createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } } }',
    { id: clientUserId },
  );
  return linkUser(gateway, createUser.user.id, account);
}

/** Links an account to a user who is there. */
export async function linkUser(
  gateway: TestGateway,
  userId: string,
  account: { readonly username: string; readonly password: string; readonly region?: string },
): Promise<{ readonly userId: string; readonly linked: { readonly __typename: string } }> {
  const { createLinkToken } = await gateway.ask<{ createLinkToken: { linkToken: string } }>(
    'mutation T($id: ID!) { createLinkToken(userId: $id) { ... on CreateLinkTokenSuccess { linkToken } } }',
    { id: userId },
  );
  const { linkPasswordProvider } = await gateway.ask<{
    linkPasswordProvider: { __typename: string };
  }>(
    `mutation L($token: String!, $username: String!, $password: String!, $region: String) {
      linkPasswordProvider(linkToken: $token, provider: DEXCOM, username: $username,
        password: $password, region: $region) {
        __typename
        ... on Error { code message }
        ... on LinkSuccess { state readingCount hasReadings followerCount isSharingOn }
      }
    }`,
    { token: createLinkToken.linkToken, region: null, ...account },
    null,
  );
  return { userId, linked: linkPasswordProvider };
}
