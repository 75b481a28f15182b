import { sql } from 'kysely';
import { type Db, inTransaction } from '#db';
import { appendEvents, createEvent } from '#events';
import { createSimulator } from '#simulator';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';
import { createApiKey, createTeam } from '#teams';
import { startBenchDatabase } from '../database.ts';
import { type Child, startChild } from '../webhooks/children.ts';
import type { GatewayCommand } from './gateway.ts';
import { createUnreadReaders, type UnreadReaders } from './unread-readers.ts';

/**
 * What is attacked: the product over a Postgres and a Dexcom of its own, with a wearer who is
 * linked, another user of the same team, and another team.
 */
export interface HostileStage {
  readonly gateway: Child<GatewayCommand>;
  readonly origin: string;
  /** Ids and tokens that somebody may have got hold of. */
  readonly loot: readonly string[];
  /** What no hostile request holds, and so no answer to one may. */
  readonly traces: readonly string[];
  /** Headers with a credential each: of another team, of another user, and bad ones. */
  readonly strangers: {
    readonly otherTeam: Record<string, string>;
    readonly otherUser: Record<string, string>;
    readonly bad: readonly Record<string, string>[];
  };
  /** Readers of the other team, who do not read. */
  readonly unread: UnreadReaders;
  /** Asks as the wearer's own team does; throws unless the answer is whole and right. */
  askHonestly(): Promise<void>;
}

const source = { kind: 'system' as const, id: null, address: null };
/** What V8 may keep, as in a container of 1 GB; without a limit it lets garbage lie. */
export const heapMegabytes = 400;
const clientUserId = 'the-user-in-question';
const account = { username: 'account-of-the-user-in-question', password: 'the-password' };

export async function withHostileStage<Result>(
  work: (stage: HostileStage) => Promise<Result>,
): Promise<Result> {
  const log = createLog('error');
  const endings: (() => Promise<unknown>)[] = [];
  const ending = (end: () => Promise<unknown>) => void endings.unshift(end);
  try {
    const database = await startBenchDatabase(ending);
    const simulator = createSimulator({ clock: systemClock, log, seed: 7, adminPort: null });
    await simulator.start();
    ending(() => simulator.stop());
    simulator.addAccount(account);
    const baseUrls = JSON.stringify(simulator.baseUrls);
    const module = '../hostile/gateway.ts';
    const gateway = await startChild<GatewayCommand>(
      module,
      [database.url, baseUrls],
      [...process.execArgv, `--max-old-space-size=${heapMegabytes}`],
    );
    ending(() => gateway.stop());
    return await work(await populate(database.db, gateway));
  } finally {
    for (const end of endings) await end();
  }
}

async function newTeam(db: Db, name: string) {
  const team = await createTeam(db, systemClock, source, { name });
  if (team.kind !== 'created') throw new Error(team.kind);
  const key = await createApiKey(db, systemClock, source, { teamId: team.team.id, name: 'key' });
  return { 'x-api-key': key.secret };
}

async function populate(db: Db, gateway: Child<GatewayCommand>): Promise<HostileStage> {
  const origin = `http://127.0.0.1:${gateway.greeting}`;
  const mine = await newTeam(db, 'Mine');
  const otherTeam = await newTeam(db, 'Other');
  const ask = askAs(origin, mine);
  const newUser = async (name: string): Promise<string> => {
    const { createUser } = await ask(
      'mutation ($name: String!) { createUser(clientUserId: $name) { ... on CreateUserSuccess { user { id } } } }',
      { name },
    );
    return createUser.user.id;
  };
  const tokensOf = async (id: string) => {
    const { createUserToken, createLinkToken } = await ask(
      `mutation ($id: ID!) {
        createUserToken(userId: $id, ttlSeconds: 86400, scopes: [READ, WATCH, REFRESH, LINK]) {
          ... on CreateUserTokenSuccess { token }
        }
        createLinkToken(userId: $id) { ... on CreateLinkTokenSuccess { linkToken } }
      }`,
      { id },
    );
    return { userToken: createUserToken.token, linkToken: createLinkToken.linkToken };
  };
  const userId = await newUser(clientUserId);
  const { linkToken } = await tokensOf(userId);
  const { linkPasswordProvider: linked } = await ask(
    `mutation ($token: String!, $username: String!, $password: String!) {
      linkPasswordProvider(
        linkToken: $token, provider: DEXCOM, username: $username, password: $password
      ) { __typename ... on LinkSuccess { connectionId } }
    }`,
    { token: linkToken, ...account },
  );
  if (linked.__typename !== 'LinkSuccess') throw new Error(JSON.stringify(linked));
  const hiddenUserId = await newUser('hidden-user');
  const ofOther = await tokensOf(await newUser('another-user'));
  const spare = await tokensOf(userId);
  const { createApiKey: revoked } = await ask(
    'mutation { createApiKey(name: "spare") { ... on CreateApiKeySuccess { secret apiKey { id } } } }',
  );
  await ask('mutation ($id: ID!) { revokeApiKey(apiKeyId: $id) { __typename } }', revoked.apiKey);
  const { events } = await ask('{ events(first: 1) { pageInfo { endCursor } } }');
  const unread = await prepareUnread(db, origin, otherTeam);
  return {
    gateway,
    origin,
    unread,
    loot: [userId, linked.connectionId, events.pageInfo.endCursor, spare.linkToken],
    traces: [clientUserId, account.username, account.password, hiddenUserId.replace('User:', '')],
    strangers: {
      otherTeam,
      otherUser: { authorization: `Bearer ${ofOther.userToken}` },
      bad: [
        { 'x-api-key': revoked.secret },
        { 'x-api-key': `${mine['x-api-key'].slice(0, -2)}xx` },
        { authorization: `Bearer ${ofOther.userToken.slice(0, -4)}AAAA` },
        { authorization: `Bearer ${spare.linkToken}` },
        { authorization: 'Basic bmFtZTpwYXNz' },
      ],
    },
    async askHonestly() {
      const { user, team } = await ask(
        `query ($id: ID!) {
          team { name }
          user(id: $id) { clientUserId latestSample { valueMgDl } connections { state } }
        }`,
        { id: userId },
      );
      const isRight =
        user?.clientUserId === clientUserId &&
        team?.name === 'Mine' &&
        user.latestSample?.valueMgDl >= 39 &&
        user.connections.length === 1;
      if (!isRight) throw new Error(`a wrong answer: ${JSON.stringify({ user, team })}`);
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: each operation knows what it asked for.
type Data = any;

function askAs(origin: string, headers: Record<string, string>) {
  return async (query: string, variables: object = {}): Promise<Data> => {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
    if (!data || errors) throw new Error(`${response.status}: ${JSON.stringify(errors)}`);
    return data;
  };
}

/** A user of the other team with samples and events that fill the buffers of whoever reads them not. */
async function prepareUnread(
  db: Db,
  origin: string,
  headers: { readonly 'x-api-key': string },
): Promise<UnreadReaders> {
  const ask = askAs(origin, headers);
  const { createUser } = await ask(
    'mutation { createUser(clientUserId: "much") { ... on CreateUserSuccess { user { id } } } }',
  );
  const userId: string = createUser.user.id;
  const { rows } = await sql<{ team_id: string }>`
    select team_id from users where id = ${userId.replace('User:', '')}`.execute(db);
  await fillSamples(db, userId.replace('User:', ''));
  const { events: before } = await ask('{ events(first: 1) { pageInfo { endCursor } } }');
  for (let batch = 0; batch < eventBatches; batch += 1) {
    const events = Array.from({ length: eventsPerBatch }, () =>
      createEvent(systemClock, {
        type: 'webhook.endpoint.test',
        teamId: rows[0]?.team_id ?? '',
        userId: null,
        clientUserId: null,
        data: { text: 'x'.repeat(eventBytes) },
      }),
    );
    await inTransaction(db, async (tx) => void (await appendEvents(tx, events)));
  }
  return createUnreadReaders({
    origin,
    headers,
    apiKey: headers['x-api-key'],
    userId,
    cursor: before.pageInfo.endCursor,
    async findExportUrl() {
      const { exportUser } = await ask(
        `mutation { exportUser(userId: "${userId}") { ... on ExportUserSuccess { url } } }`,
      );
      return new URL(exportUser.url, origin).href;
    },
  });
}

const eventBatches = 20;
const eventsPerBatch = 200;
const eventBytes = 4_000;
const sampleDays = 200;

async function fillSamples(db: Db, userId: string): Promise<void> {
  for (let day = 0; day <= sampleDays + 28; day += 28) {
    const month = new Date(systemClock.nowMs() - day * 86_400_000);
    await sql`select ensure_partition('glucose_samples', 'month', ${month})`.execute(db);
  }
  await sql`
    insert into glucose_samples (user_id, taken_at, received_at, value_mg_dl, family, provider,
      trend, utc_offset_minutes, is_late)
    select ${userId}::uuid, at, at, 100 + n % 50, 1, 1, 4, 120, false
    from generate_series(1, ${sampleDays * 288}) as n
    cross join lateral (
      select date_trunc('second', now()) - n * interval '5 minutes' as at
    ) as instant`.execute(db);
}
