import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { abandonLinks } from '#src/connections/links/abandon-links.ts';
import { systemClock } from '#std/clock';
import { eventually } from '#test/eventually';
import { whileLineIsFull } from '#test/full-line';
import { startGateway } from '#test/gateway';

const gateway = await startGateway();
afterAll(() => gateway.close());
const { simulator, db } = gateway;
let count = 0;

interface Made {
  readonly userId: string;
  readonly linkToken: string;
  readonly linkId: string;
}

async function newLink(userId?: string): Promise<Made> {
  const id = userId ?? (await newUser());
  const { createLinkToken } = await gateway.ask<{ createLinkToken: Made }>(
    `mutation ($id: ID!) { createLinkToken(userId: $id) {
      ... on CreateLinkTokenSuccess { linkToken linkId } } }`,
    { id },
  );
  return { ...createLinkToken, userId: id };
}

async function newUser(): Promise<string> {
  count += 1;
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
    'mutation ($id: String!) { createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } } }',
    { id: `person-${count}` },
  );
  return createUser.user.id;
}

function newAccount(settings: object = {}) {
  count += 1;
  const username = `account-${count}`;
  const account = { region: 'US' as const, username, password: `password-${count}` };
  simulator.addAccount({ ...account, ...settings });
  return account;
}

type Answer = Readonly<Record<string, unknown>> & { readonly __typename: string };

/** Asks as the page does: with nothing but the link token. */
async function login(
  { linkToken }: Made,
  account: { readonly username: string; readonly password: string },
  attemptId: string = randomUUID(),
): Promise<Answer> {
  const { linkPasswordProvider } = await gateway.ask<{ linkPasswordProvider: Answer }>(
    `mutation ($token: String!, $username: String!, $password: String!, $attemptId: String!) {
      linkPasswordProvider(linkToken: $token, provider: DEXCOM, region: "US", username: $username,
        password: $password, attemptId: $attemptId) {
        __typename
        ... on LinkSuccess { connectionId isNew state newestReadingAt }
        ... on CredentialsRefused { retryAt attemptsLeft }
        ... on LinkThrottled { until by }
        ... on Error { code message whatToDo }
      }
    }`,
    { token: linkToken, attemptId, ...account },
    null,
  );
  return linkPasswordProvider;
}

async function sessionOf(linkToken: string) {
  const { linkSession } = await gateway.ask<{
    linkSession: { verdict: string; retryAt: string | null; brand: { name: string } | null };
  }>(
    'query ($linkToken: String!) { linkSession(linkToken: $linkToken) { verdict retryAt brand { name } } }',
    { linkToken },
    null,
  );
  return linkSession;
}

interface Outcome {
  readonly verdict: string;
  readonly connection: { readonly state: string; readonly hasReadings: boolean } | null;
  readonly reading: { readonly valueMgDl: number } | null;
  readonly attempt: { readonly answer: Answer | null };
}

async function outcomeOf(linkToken: string, attemptId: string = randomUUID()): Promise<Outcome> {
  const { linkOutcome } = await gateway.ask<{ linkOutcome: Outcome }>(
    `query ($linkToken: String!, $attemptId: String!) { linkOutcome(linkToken: $linkToken) {
      verdict connection { state hasReadings } reading { valueMgDl }
      attempt(id: $attemptId) { answer { __typename ... on LinkSuccess { connectionId } } }
    } }`,
    { linkToken, attemptId },
    null,
  );
  return linkOutcome;
}

async function check(linkToken: string): Promise<string> {
  const { checkLink } = await gateway.ask<{ checkLink: Answer }>(
    'mutation ($linkToken: String!) { checkLink(linkToken: $linkToken) { __typename } }',
    { linkToken },
    null,
  );
  return checkLink.__typename;
}

describe('an attempt to link', () => {
  it('gives one answer under one id, with one login, also when asked twice at once', async () => {
    const account = newAccount();
    const link = await newLink();
    const attemptId = randomUUID();
    const answers = await Promise.all([
      login(link, account, attemptId),
      login(link, account, attemptId),
    ]);
    answers.push(await login(link, account, attemptId));
    expect(answers[0]?.__typename).toBe('LinkSuccess');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(simulator.requestsOf(account).logins).toBe(1);
    const { attempt } = await outcomeOf(link.linkToken, attemptId);
    expect(attempt.answer).toMatchObject({ connectionId: answers[0]?.connectionId });
    expect((await outcomeOf(link.linkToken)).attempt.answer).toBeNull();
  });

  it('is known by its connection when its node died, or failed, after that was written', async () => {
    const link = await newLink();
    const attemptId = randomUUID();
    const { connectionId } = await login(link, newAccount(), attemptId);
    const used = { used_at: new Date(Date.now() - 16_000) };
    await db.updateTable('link_tokens').set(used).where('public_id', '=', link.linkId).execute();
    const failed = { answer: '{"kind":"failed"}', ended_at: new Date() };
    const answers = [failed, { answer: null, ended_at: null }];
    for (const left of answers) {
      const attempts = db.updateTable('link_attempts').set(left);
      await attempts.where('attempt_id', '=', attemptId).execute();
      const { attempt } = await outcomeOf(link.linkToken, attemptId);
      expect(attempt.answer).toEqual({ __typename: 'LinkSuccess', connectionId });
    }
  });

  it('is told after a minute to have connected nothing when its node died before', async () => {
    const link = await newLink();
    const attemptId = randomUUID();
    await login(link, { username: `nobody-${attemptId}`, password: 'a-wrong-one' }, attemptId);
    for (const [ageMs, answer] of [
      [1_000, 'LinkAttemptUnsettled'],
      [61_000, 'DexcomUnreachable'],
    ] as const) {
      const left = { answer: null, ended_at: null, started_at: new Date(Date.now() - ageMs) };
      const attempts = db.updateTable('link_attempts').set(left);
      await attempts.where('attempt_id', '=', attemptId).execute();
      const { attempt } = await outcomeOf(link.linkToken, attemptId);
      expect(attempt.answer?.__typename).toBe(answer);
    }
  });

  it('tells after a refusal when the next is wise, the same for a name that Dexcom knows', async () => {
    const { username } = newAccount();
    for (const name of [username, `nobody-${randomUUID()}`]) {
      const link = await newLink();
      const answer = await login(link, { username: name, password: 'a-wrong-one' });
      expect(answer).toMatchObject({ __typename: 'CredentialsRefused', attemptsLeft: 1 });
      const waitMs = Date.parse(String(answer.retryAt)) - Date.now();
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(70_000);
      expect((await sessionOf(link.linkToken)).retryAt).toBe(answer.retryAt);
    }
  });
});

describe('the next try after a refusal', () => {
  it('is taken at the moment that the first answer told', async () => {
    const account = newAccount();
    const link = await newLink();
    const refused = await login(link, { ...account, password: 'a-wrong-one' });
    expect((await login(link, account)).__typename).toBe('LinkThrottled');
    await goBackTo(Date.parse(String(refused.retryAt)));
    expect((await login(link, account)).__typename).toBe('LinkSuccess');
  });
});

/** As if it were that time now: what is known of logins happened as much earlier. */
async function goBackTo(ms: number): Promise<void> {
  const age = sql`make_interval(secs => ${(ms - Date.now()) / 1_000})`;
  const earlier = (column: string) =>
    sql<Date[]>`array(select at - ${age} from unnest(${sql.ref(column)}) as at)`;
  const budgets = {
    permits: earlier('permits'),
    extra_requests: earlier('extra_requests'),
    stranger_permits: earlier('stranger_permits'),
    retry_at: sql<Date>`retry_at - ${age}`,
  };
  await db.updateTable('login_budgets').set(budgets).execute();
  const started_at = sql<Date>`started_at - ${age}`;
  await db.updateTable('link_attempts').set({ started_at }).execute();
}

describe('a link', () => {
  it('is judged before anybody types a name', async () => {
    const link = await newLink();
    expect(await sessionOf(link.linkToken)).toMatchObject({
      verdict: 'OPEN',
      brand: { name: 'Team' },
    });
    expect(await sessionOf('lt_never-made')).toMatchObject({ verdict: 'UNKNOWN', brand: null });
    const ended = await newLink();
    await db
      .updateTable('link_tokens')
      .set({ expires_at: new Date(Date.now() - 1) })
      .where('public_id', '=', ended.linkId)
      .execute();
    expect((await sessionOf(ended.linkToken)).verdict).toBe('EXPIRED');
    expect((await login(link, newAccount())).__typename).toBe('LinkSuccess');
    expect((await sessionOf(link.linkToken)).verdict).toBe('USED');
  });

  it('tells what became of it after its use, and no reading unless the team lets it', async () => {
    const link = await newLink();
    expect(await outcomeOf(link.linkToken)).toMatchObject({ verdict: 'OPEN', connection: null });
    await login(link, newAccount());
    const outcome = await outcomeOf(link.linkToken);
    expect(outcome).toMatchObject({ verdict: 'USED', connection: { hasReadings: true } });
    expect(outcome.reading).toBeNull();
    const shows = (does: boolean) =>
      gateway.ask(`mutation { updateTeam(linkShowsFirstReading: ${does}) { __typename } }`);
    await shows(true);
    expect((await outcomeOf(link.linkToken)).reading?.valueMgDl).toBeGreaterThan(38);
    await shows(false);
    expect(await outcomeOf('lt_never-made')).toMatchObject({
      verdict: 'UNKNOWN',
      connection: null,
    });
  });

  it('is checked once a minute and ten times at most, with no login, and only when it is used', async () => {
    const account = newAccount();
    const link = await newLink();
    expect(await check(link.linkToken)).toBe('NotConnected');
    expect(await check('lt_never-made')).toBe('LinkTokenRefused');
    await login(link, account);
    const keysBefore = (await db.selectFrom('rate_windows').select('key').execute()).map(
      ({ key }) => key,
    );
    expect(await check(link.linkToken)).toBe('CheckLinkSuccess');
    expect(await check(link.linkToken)).toBe('CheckLimited');
    // As if ten checks had been made, the last of them two minutes ago.
    const hits = Array.from({ length: 10 }, () => new Date(Date.now() - 120_000));
    const ofLink = db.updateTable('rate_windows').set({ hits });
    await ofLink.where('key', 'not in', keysBefore).execute();
    expect(await check(link.linkToken)).toBe('CheckLimited');
    expect(simulator.requestsOf(account).logins).toBe(1);
  });

  it('can be taken back', async () => {
    const link = await newLink();
    await gateway.ask(
      'mutation ($linkId: String!) { revokeLinkToken(linkId: $linkId) { __typename } }',
      { linkId: link.linkId },
    );
    expect((await sessionOf(link.linkToken)).verdict).toBe('REVOKED');
    expect(await login(link, newAccount())).toMatchObject({ code: 'LINK_TOKEN_REVOKED' });
  });

  it('links nothing when it is taken back while the login is under way', async () => {
    const link = await newLink();
    const account = newAccount();
    const slow = { kind: 'latency', delayMs: 2_000 } as const;
    simulator.addFault({ effect: slow, calls: ['login'], count: 1 });
    const attemptId = randomUUID();
    const linking = login(link, account, attemptId);
    const begun = db.selectFrom('link_attempts').where('attempt_id', '=', attemptId);
    await eventually(async () => (await begun.select('attempt_id').execute()).length === 1);
    const revoke = 'mutation ($id: String!) { revokeLinkToken(linkId: $id) { __typename } }';
    await gateway.ask(revoke, { id: link.linkId });
    expect(await linking).toMatchObject({ code: 'LINK_TOKEN_REVOKED' });
    const { user } = await gateway.ask<{ user: { connections: unknown[] } }>(
      'query ($id: ID!) { user(id: $id) { connections { state } } }',
      { id: link.userId },
    );
    expect(user.connections).toEqual([]);
  });

  it('tells the log that it was opened and what failed, to those alone who ask for it', async () => {
    const link = await newLink();
    await sessionOf(link.linkToken);
    await sessionOf(link.linkToken);
    await login(link, { username: 'a-name-of-nobody', password: 'a-wrong-one' });
    const eventsOf = async (types: string) => {
      const { events } = await gateway.ask<{
        events: { edges: { node: { type: string; payload: unknown } }[] };
      }>(
        `query ($userId: ID!) { events(userId: $userId first: 50 ${types}) {
          edges { node { type payload } } } }`,
        { userId: link.userId },
      );
      return events.edges.map(({ node }) => node);
    };
    const told = await eventsOf('types: [LINK_OPENED, LINK_FAILED, LINK_ABANDONED]');
    expect(told.map(({ type }) => type)).toEqual(['LINK_OPENED', 'LINK_FAILED']);
    expect(JSON.stringify(told)).not.toContain('a-name-of-nobody');
    const unasked = await eventsOf('');
    expect(unasked.filter(({ type }) => type.startsWith('LINK_'))).toEqual([]);
  });

  it('is told to be abandoned, once, when it was opened and ended without a connection', async () => {
    const [opened, unopened, used] = [await newLink(), await newLink(), await newLink()];
    await sessionOf(opened.linkToken);
    await sessionOf(used.linkToken);
    expect((await login(used, newAccount())).__typename).toBe('LinkSuccess');
    const linkIds = [opened, unopened, used].map(({ linkId }) => linkId);
    const ended = { expires_at: new Date(Date.now() - 1) };
    await db.updateTable('link_tokens').set(ended).where('public_id', 'in', linkIds).execute();
    await abandonLinks(db, systemClock);
    await abandonLinks(db, systemClock);
    const { events } = await gateway.ask<{
      events: { edges: { node: { payload: { data: { link_id: string } } } }[] };
    }>('{ events(first: 50 types: [LINK_ABANDONED]) { edges { node { payload } } } }');
    const told = events.edges.map(({ node }) => JSON.stringify(node.payload));
    const timesTold = (linkId: string) => told.filter((text) => text.includes(linkId)).length;
    expect(linkIds.map(timesTold)).toEqual([1, 0, 0]);
  });
});

describe('the page of a link, in the network of a clinic', async () => {
  const node = await gateway.startNode({ requestsPerMinutePerAddress: 5 });
  const url = `http://127.0.0.1:${node.port()}/graphql`;
  const body = JSON.stringify({ query: '{ __typename }' });

  async function statuses(count: number, token: string | null) {
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (token !== null) headers['x-link-token'] = token;
    const found: number[] = [];
    for (let asked = 0; asked < count; asked += 1) {
      const response = await fetch(url, { method: 'POST', headers, body });
      await response.text();
      found.push(response.status);
    }
    return found;
  }

  it('is counted by its token, one request a second after ten at once, and not by the address', async () => {
    const link = await newLink();
    expect((await statuses(7, 'lt_never-made')).at(-1)).toBe(429);
    expect((await statuses(1, null)).at(-1)).toBe(429);
    const withToken = await statuses(40, link.linkToken);
    expect(withToken.slice(0, 10)).toEqual(Array(10).fill(200));
    expect(withToken).toContain(429);
  });

  it('is answered while its network fills the line in which unknown credentials are judged', async () => {
    const [seen, unseen] = [await newLink(), await newLink()];
    expect(await statuses(1, seen.linkToken)).toEqual([200]);
    await whileLineIsFull(db, url, async () => {
      expect(await statuses(3, seen.linkToken)).toEqual([200, 200, 200]);
      // One that was never shown cannot be told from one that somebody made up.
      expect(await statuses(1, unseen.linkToken)).toEqual([429]);
    });
    expect(await statuses(1, unseen.linkToken)).toEqual([200]);
  });
});

describe('a setting of the page for linking', () => {
  const settings = {
    linkBrandName: '"Our app"',
    linkAccentColor: '"#0a7c66"',
    linkSupportUrl: '"https://example.com/help"',
    linkPrivacyUrl: '"mailto:privacy@example.com"',
    linkShowsFirstReading: 'false',
    linkAllowsAccountReplacement: 'false',
    linkRedirectUrls: '["https://example.com/back"]',
    linkFrameOrigins: '["https://app.example.com"]',
    linkLogo: 'null',
    followerContact: '"follow@example.com"',
  };

  it('leaves an entry in the audit, with the addresses that a page may lead to', async () => {
    for (const [name, value] of Object.entries(settings)) {
      await gateway.ask(`mutation { updateTeam(${name}: ${value}) { __typename } }`);
      const { auditEntries } = await gateway.ask<{
        auditEntries: { edges: { node: { action: string; actorKind: string; detail: string } }[] };
      }>('{ auditEntries(first: 1) { edges { node { action actorKind detail } } } }');
      const { node } = auditEntries.edges[0] ?? {};
      expect(node, name).toMatchObject({ action: 'team.updated', actorKind: 'API_KEY' });
      const setting = name.replace(/^link(.)/, (_, letter: string) => letter.toLowerCase());
      const told = JSON.stringify(node?.detail);
      expect(told, name).toContain(setting);
      if (value.startsWith('[')) expect(told).toContain(value.slice(2, -2));
    }
  });
});

describe('the logo of a team', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==',
    'base64',
  );
  const set = async (logo: Buffer | string) => {
    const { updateTeam } = await gateway.ask<{ updateTeam: Answer }>(
      'mutation ($logo: String!) { updateTeam(linkLogo: $logo) { __typename } }',
      { logo: typeof logo === 'string' ? logo : logo.toString('base64') },
    );
    return updateTeam.__typename;
  };

  it('is a picture by its bytes, and small', async () => {
    expect(await set(png)).toBe('UpdateTeamSuccess');
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
    const large = Buffer.concat([png, Buffer.alloc(50_000)]);
    for (const wrong of [svg, large, Buffer.from('GIF89a'), 'https://example.com/logo.png']) {
      expect(await set(wrong)).toBe('InvalidArgument');
    }
  });
});
