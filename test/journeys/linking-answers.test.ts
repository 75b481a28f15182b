import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, createTeam } from '#teams';
import { startGateway, type TestGateway } from '#test/gateway';
import { travel } from '#test/travel';
import { createVirtualClock } from '#test/virtual-clock';

/** What a program is answered that links people, where Dexcom is not as usual; at one gateway. */
const minuteMs = 60_000;
const clock = createVirtualClock(Date.UTC(2026, 2, 25, 9));
const password = 'the-password';
let gateway: TestGateway;

beforeAll(async () => {
  const config = { role: 'api', trustedProxies: ['127.0.0.0/8'] } as const;
  gateway = await startGateway({ clock, config });
});
afterAll(() => gateway.close());

interface Answer {
  readonly __typename: string;
  readonly connectionId?: string;
  readonly code?: string;
  readonly message?: string;
  readonly whatToDo?: string;
  readonly regions?: readonly string[];
  readonly unaskedRegions?: readonly string[];
  readonly attemptsLeft?: number;
  readonly by?: string;
  readonly until?: string;
}

async function userNamed(clientUserId: string, apiKey?: string): Promise<string> {
  const { createUser } = await gateway.ask<{ createUser: { user: { id: string } } }>(
    `mutation C($id: String!) {
      createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } }
    }`,
    { id: clientUserId },
    apiKey,
  );
  return createUser.user.id;
}

interface Given {
  readonly username: string;
  readonly password: string;
  readonly region?: string;
  readonly replacesAccount?: boolean;
}

async function newToken(userId: string, apiKey?: string): Promise<string> {
  const { createLinkToken } = await gateway.ask<{ createLinkToken: { linkToken: string } }>(
    `mutation T($id: ID!) {
      createLinkToken(userId: $id) { ... on CreateLinkTokenSuccess { linkToken } }
    }`,
    { id: userId },
    apiKey,
  );
  return createLinkToken.linkToken;
}

async function answerTo(
  verb: 'link' | 'reconnect',
  userId: string,
  given: Given,
  apiKey?: string,
): Promise<Answer> {
  const token = await newToken(userId, apiKey);
  const call = verb === 'link' ? 'linkPasswordProvider(provider: DEXCOM, ' : 'reconnect(';
  const { answer } = await gateway.ask<{ answer: Answer }>(
    `mutation L($token: String!, $username: String!, $password: String!, $region: String,
        $replaces: Boolean) {
      answer: ${call}linkToken: $token, username: $username, password: $password,
          region: $region, replacesAccount: $replaces) {
        __typename
        ... on Error { code message whatToDo }
        ... on LinkSuccess { connectionId }
        ... on CredentialsRefused { regions unaskedRegions attemptsLeft }
        ... on LinkThrottled { by until }
      }
    }`,
    { token, replaces: given.replacesAccount ?? false, ...given },
  );
  return answer;
}

describe('a link without a region', () => {
  it.each([
    ['has only errors', { kind: 'gateway-error', status: 503 }],
    ['is down', { kind: 'reset' }],
    ['answers 429', { kind: 'throttle' }],
    ['hangs', { kind: 'hang' }],
  ] as const)(
    'goes to the account outside the US where the US %s, and says who was not asked',
    async (how, effect) => {
      const { simulator } = gateway;
      const username = `eva, while the US ${how}`;
      simulator.addAccount({ region: 'OUS', username, password });
      const fault = simulator.addFault({ effect, region: 'US' });
      const userId = await userNamed(username);
      const wrong = await answerTo('link', userId, { username, password: 'wrong' });
      expect(wrong).toMatchObject({ __typename: 'CredentialsRefused', unaskedRegions: ['US'] });
      expect(`${wrong.message} ${wrong.whatToDo}`).toMatch(/US could not be asked/);
      await clock.advance(2 * minuteMs);
      const right = await answerTo('link', userId, { username, password });
      expect(right.__typename).toBe('LinkSuccess');
      simulator.removeFault(fault);
    },
    // The US is given five seconds to answer.
    30_000,
  );

  it('that both refuse names the third region', async () => {
    const userId = await userNamed('kenji');
    const given = { username: 'kenji', password };
    const refused = await answerTo('link', userId, given);
    expect(refused).toMatchObject({ regions: ['US', 'OUS'], unaskedRegions: [] });
    expect(refused.whatToDo).toContain('APAC');
  });
});

describe('a try that the spacing of logins refuses', () => {
  it('costs none of those that are left, and says by whom and until when', async () => {
    gateway.simulator.addAccount({ username: 'hanna', password });
    const userId = await userNamed('hanna');
    const given = { username: 'hanna', password: 'wrong', region: 'US' };
    expect(await answerTo('link', userId, given)).toMatchObject({ attemptsLeft: 1 });
    for (let at = 0; at < 3; at++) {
      const throttled = await answerTo('link', userId, { ...given, password });
      expect(throttled).toMatchObject({ __typename: 'LinkThrottled', by: 'GATEWAY' });
      const inMs = Date.parse(throttled.until ?? '') - clock.nowMs();
      expect(inMs).toBeGreaterThan(30_000);
      expect(inMs).toBeLessThan(2 * minuteMs);
    }
    await clock.advance(75_000);
    const right = await answerTo('link', userId, { ...given, password });
    expect(right.__typename).toBe('LinkSuccess');
  });
});

describe('a first link that Dexcom calls invalid', () => {
  it.each([
    ['in text', { kind: 'bad-request' }],
    ['in JSON', { kind: 'error', code: 'InvalidArgument', status: 400 }],
  ] as const)('%s under 400 refuses no password (P5)', async (form, effect) => {
    const { simulator } = gateway;
    const username = `paul, answered ${form}`;
    simulator.addAccount({ username, password });
    const fault = simulator.addFault({ effect, calls: ['login'] });
    const userId = await userNamed(username);
    const failed = await answerTo('link', userId, { username, password });
    expect(failed.__typename).toBe('DexcomUnreachable');
    simulator.removeFault(fault);
    await clock.advance(2 * minuteMs);
    const right = await answerTo('link', userId, { username, password });
    expect(right.__typename).toBe('LinkSuccess');
  });
});

describe('an hour of one user, and of one network', () => {
  /** As through a proxy, from an address. */
  async function tryFrom(address: string, linkToken: string, username = 'irma') {
    const query = `mutation L($token: String!, $username: String!) {
      linkPasswordProvider(linkToken: $token, provider: DEXCOM, username: $username, region: "US",
          password: "wrong") {
        __typename ... on LinkThrottled { by until }
      }
    }`;
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ query, variables: { token: linkToken, username } }),
    });
    const { data } = (await response.json()) as { data: { linkPasswordProvider: Answer } };
    const { __typename, by, until } = data.linkPasswordProvider;
    const inMinutes = until ? Math.ceil((Date.parse(until) - clock.nowMs()) / minuteMs) : 0;
    return { __typename, by, inMinutes };
  }
  const full = { __typename: 'LinkThrottled', by: 'GATEWAY', inMinutes: 60 };

  it('has sixty asks of a user, from wherever they come', async () => {
    const [token, other] = [await userNamed('ida'), await userNamed('ingo')].map((id) =>
      newToken(id),
    );
    for (let at = 0; at < 60; at += 1) {
      const { inMinutes } = await tryFrom(`198.51.${at}.1`, (await token) ?? '');
      expect(inMinutes).toBeLessThan(3);
    }
    expect(await tryFrom('198.51.60.1', (await token) ?? '')).toEqual(full);
    expect((await tryFrom('198.51.60.1', (await other) ?? '')).inMinutes).toBeLessThan(3);
  });

  it('has sixty asks of a network, whoever they are of', async () => {
    const tokens: string[] = [];
    for (const name of ['jan', 'jens', 'jill']) tokens.push(await newToken(await userNamed(name)));
    const [, , late = ''] = tokens;
    for (let at = 0; at < 60; at += 1) {
      const told = await tryFrom(`2001:db8:1:2::${at}`, tokens[at % 2] ?? '');
      expect(told.inMinutes).toBeLessThan(3);
    }
    expect(await tryFrom('2001:db8:1:2::ffff', late)).toEqual(full);
    expect((await tryFrom('2001:db8:1:3::1', late)).inMinutes).toBeLessThan(3);
  });
});

interface Told {
  readonly user: {
    readonly connections: readonly { readonly id: string; readonly state: string }[];
    readonly samples: { readonly edges: readonly { readonly node: { takenAt: string } }[] };
  };
}

async function told(userId: string) {
  const iso = (atMs: number) => new Date(atMs).toISOString();
  const { user } = await gateway.ask<Told>(
    `query U($id: ID!, $from: DateTime!, $to: DateTime!) {
      user(id: $id) {
        connections { id state }
        samples(from: $from, to: $to, first: 1000) { edges { node { takenAt } } }
      }
    }`,
    { id: userId, from: iso(clock.nowMs() - 20 * 60 * minuteMs), to: iso(clock.nowMs()) },
  );
  const times = user.samples.edges.map(({ node }) => Date.parse(node.takenAt));
  const nearestMs = Math.min(...times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0)));
  return { connections: user.connections, count: times.length, nearestMs };
}

describe('an account that Dexcom moved to another region', () => {
  it('keeps its connection and its history by reconnect, each reading once', async () => {
    const account = { username: 'moved', password, visibilityDelayMs: 12_000 };
    gateway.simulator.addAccount(account);
    const userId = await userNamed('moved');
    const linked = await answerTo('link', userId, { ...account, region: 'US' });
    await travel(clock, gateway, 20 * minuteMs);
    gateway.simulator.moveAccount({ region: 'US', username: 'moved' }, { region: 'OUS' });
    await travel(clock, gateway, 30 * minuteMs);
    const moved = await answerTo('reconnect', userId, { ...account, region: 'OUS' });
    expect(moved).toMatchObject({ __typename: 'LinkSuccess', connectionId: linked.connectionId });
    await travel(clock, gateway, 20 * minuteMs);
    const { connections, count, nearestMs } = await told(userId);
    expect(connections).toEqual([{ id: linked.connectionId, state: 'FRESH' }]);
    expect(count).toBeGreaterThan(230);
    expect(nearestMs).toBeGreaterThan(200_000);
  });

  it('takes the account of nobody else, unless the team lets one account replace another', async () => {
    const other = { username: 'other', password, region: 'US', visibilityDelayMs: 12_000 } as const;
    gateway.simulator.addAccount({ ...other, username: 'first' });
    gateway.simulator.addAccount(other);
    const userId = await userNamed('first');
    const linked = await answerTo('link', userId, { ...other, username: 'first' });
    const wish = { ...other, replacesAccount: true };
    await clock.advance(2 * minuteMs);
    expect(await answerTo('reconnect', userId, wish)).toMatchObject({
      __typename: 'OtherAccountConnected',
    });
    const allow = 'mutation { updateTeam(linkAllowsAccountReplacement: true) { __typename } }';
    await gateway.ask(allow);
    await clock.advance(2 * minuteMs);
    const replaced = await answerTo('reconnect', userId, wish);
    expect(replaced.__typename).toBe('LinkSuccess');
    expect(replaced.connectionId).not.toBe(linked.connectionId);
  });
});

describe('a wearer whose name another team tries', () => {
  it('is told from a name of nobody by no answer, and read on', async () => {
    const account = {
      username: 'nora',
      password,
      region: 'US',
      visibilityDelayMs: 12_000,
    } as const;
    gateway.simulator.addAccount(account);
    const userId = await userNamed('nora');
    expect((await answerTo('link', userId, account)).__typename).toBe('LinkSuccess');
    await travel(clock, gateway, 10 * minuteMs);
    const others = await otherTeam();
    const [one, another] = [await userNamed('one', others), await userNamed('another', others)];
    const guess = { password: 'wrong', region: 'US' };
    const answers = new Set<string>();
    for (let minute = 0; minute < 12; minute += 1) {
      const known = await answerTo('link', one, { ...guess, username: 'nora' }, others);
      const unknown = await answerTo('link', another, { ...guess, username: 'nemo' }, others);
      expect(known).toEqual(unknown);
      answers.add(known.__typename);
      if (minute === 6) gateway.simulator.killSessions(account);
      await travel(clock, gateway, minuteMs);
    }
    expect(answers).toEqual(new Set(['CredentialsRefused', 'LinkThrottled']));
    // FRESH is whose newest reading is minutes old.
    expect((await told(userId)).connections).toMatchObject([{ state: 'FRESH' }]);
  });
});

/** The key of another team. */
async function otherTeam(): Promise<string> {
  const { db } = gateway;
  const source = { kind: 'system', id: null, address: null } as const;
  const team = await createTeam(db, clock, source, { name: 'Others' });
  const teamId = team.kind === 'created' ? team.team.id : '';
  return (await createApiKey(db, clock, source, { teamId, name: 'theirs' })).secret;
}

describe('the same login again under /v2', () => {
  /** What a minute of the clock begins with is half a second away. */
  async function loginBeforeTheMinute(username: string, password: string) {
    const token = await newToken(await userNamed(username));
    const ask = async () => {
      const response = await fetch(new URL('/v2/link/provider/password/dexcom', gateway.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-vital-link-token': token },
        body: JSON.stringify({ username, password, region: 'us' }),
      });
      const { state, error_type: errorType } = (await response.json()) as Record<string, unknown>;
      return { state, errorType };
    };
    await clock.advance(minuteMs - (clock.nowMs() % minuteMs) - 500);
    return { ask, first: await ask() };
  }
  const asksOf = (username: string) =>
    gateway.simulator.requestsOf({ region: 'US', username }).passwordRequests;

  it('is told of the account that it linked, also across a minute and after it', async () => {
    gateway.simulator.addAccount({ username: 'olga', password });
    const { ask, first } = await loginBeforeTheMinute('olga', password);
    expect(first).toEqual({ state: 'success', errorType: null });
    const before = asksOf('olga');
    for (const later of [1_000, minuteMs]) {
      await clock.advance(later);
      expect(await ask()).toEqual(first);
    }
    expect(asksOf('olga')).toBe(before);
  });

  it('is told of the refusal within a minute, and asks Dexcom again after it', async () => {
    gateway.simulator.addAccount({ username: 'otto', password });
    const { ask, first } = await loginBeforeTheMinute('otto', 'wrong');
    expect(first).toMatchObject({ state: 'error' });
    const before = asksOf('otto');
    await clock.advance(1_000);
    expect(await ask()).toEqual(first);
    expect(asksOf('otto')).toBe(before);
    await clock.advance(2 * minuteMs);
    await ask();
    expect(asksOf('otto')).toBeGreaterThan(before);
  });
});
