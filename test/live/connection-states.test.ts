import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { appendEvents, createEvent } from '#events';
import type { PresentSource } from '#live';
import { systemClock } from '#std/clock';
import { createTeam, createUser } from '#teams';
import { eventually } from '#test/eventually';
import { linkThroughApi, linkUser, startGateway } from '#test/gateway';
import { startLiveNode } from '#test/live-node';
import { openRawSocket } from '#test/raw-socket';
import { createTcpProxy } from '#test/tcp-proxy';
import { travel } from '#test/travel';
import { createVirtualClock } from '#test/virtual-clock';

/** A gateway that polls as the test moves its clock, and a socket to it. */
const clock = createVirtualClock();
const gateway = await startGateway({ clock, config: { role: 'api' } });
afterAll(() => gateway.close());
const { ask, simulator, apiKey, url } = gateway;
const minuteMs = 60_000;
const pass = (durationMs: number) => travel(clock, gateway, durationMs);

const watchStates = `subscription ($userIds: [ID!]!) {
  connectionStates(userIds: $userIds) {
    userId connections { id state stateSince stateAgesAt action }
  }
}`;

interface ToldUser {
  readonly userId: string;
  readonly connections: readonly ToldState[];
}

interface ToldState {
  readonly id: string;
  readonly state: string;
  readonly stateAgesAt: string | null;
  readonly action: string | null;
}

/** Watches users; what is told is taken for the first of them. */
async function watch(userIds: readonly string[], payload: object = { apiKey }, at = url) {
  const socket = await openRawSocket(at);
  await socket.init(payload);
  socket.subscribe('1', watchStates, { userIds });
  const next = async (): Promise<readonly ToldState[]> => {
    const message = await socket.next();
    if (!message.payload?.data) throw new Error(JSON.stringify(message));
    const told: readonly ToldUser[] = message.payload.data.connectionStates;
    expect(told.map(({ userId }) => userId)).toEqual([userIds[0]]);
    return told[0]?.connections ?? [];
  };
  /** Takes messages until one tells a state. */
  async function nextIn(state: string): Promise<ToldState> {
    for (;;) {
      const found = (await next()).find((each) => each.state === state);
      if (found) return found;
    }
  }
  /** Takes messages until one tells nothing of a connection any more. */
  async function nextWithout(id: string | undefined): Promise<void> {
    while ((await next()).some((each) => each.id === id)) expect(id).toBeDefined();
  }
  return { ...socket, next, nextIn, nextWithout };
}

let count = 0;
async function linkOne() {
  count += 1;
  const account = { username: `wearer-${count}`, password: `password-${count}` };
  const options = { ...account, visibilityDelayMs: 12_000 };
  const ref = simulator.addAccount(options);
  const { userId } = await linkThroughApi(gateway, account);
  await pass(12 * minuteMs);
  return { userId, account, ref };
}

async function newUser(clientUserId: string): Promise<string> {
  const made = await ask<{ createUser: { user: { id: string } } }>(
    'mutation ($id: String!) { createUser(clientUserId: $id) { ... on CreateUserSuccess { user { id } } } }',
    { id: clientUserId },
  );
  return made.createUser.user.id;
}

async function presentOf(userId: string): Promise<ToldState | undefined> {
  const { user } = await ask<{ user: { connections: ToldState[] } }>(
    'query ($id: ID!) { user(id: $id) { connections { state stateAgesAt } } }',
    { id: userId },
  );
  return user.connections[0];
}

/** Lets time pass up to a moment before the state ages. */
async function passToAge(userId: string): Promise<string | undefined> {
  const present = await presentOf(userId);
  const agesAtMs = Date.parse(present?.stateAgesAt ?? '');
  await pass(agesAtMs - clock.nowMs() - 1);
  return (await presentOf(userId))?.state;
}

describe('the states of connections, watched', () => {
  it('begin with all there are, age at their instants without an event, and recover', async () => {
    const { userId, ref } = await linkOne();
    const { next, nextIn } = await watch([userId]);
    expect(await next()).toMatchObject([{ state: 'FRESH', action: null }]);
    const silent = { fromMs: clock.nowMs(), toMs: clock.nowMs() + 45 * minuteMs };
    simulator.addGap(ref, { ...silent, backfillAtMs: null });
    await pass(2 * minuteMs);
    expect(await passToAge(userId)).toBe('FRESH');
    await clock.advance(1);
    expect(await next()).toMatchObject([{ state: 'DELAYED', action: 'CHECK_PHONE' }]);
    expect(await passToAge(userId)).toBe('DELAYED');
    await clock.advance(1);
    const silentOne = await nextIn('NO_RECENT_DATA');
    expect(silentOne).toMatchObject({ stateAgesAt: null, action: 'CHECK_PHONE_AND_SENSOR' });
    await pass(40 * minuteMs);
    expect(await nextIn('FRESH')).toMatchObject({ action: null });
  });

  it('tell what a poll found, also where it tells the log nothing', async () => {
    const { userId, ref } = await linkOne();
    const { next, nextIn } = await watch([userId]);
    await next();
    simulator.changeAccount(ref, { isSharing: false });
    await pass(40 * minuteMs);
    expect(await nextIn('SHARING_OFF')).toMatchObject({ action: 'TURN_ON_SHARING' });
    simulator.changeAccount(ref, { isSharing: true });
    await pass(15 * minuteMs);
    await nextIn('FRESH');
    const fault = simulator.addFault({ effect: { kind: 'gateway-error', status: 502 } });
    await pass(6 * minuteMs);
    await clock.advance(1_000);
    await nextIn('UNREACHABLE');
    simulator.removeFault(fault);
    await pass(10 * minuteMs);
    await nextIn('FRESH');
  });

  it('tell of whom nobody asks Dexcom any more, and of a clock that jumps', async () => {
    const { userId } = await linkOne();
    const { next, nextIn } = await watch([userId]);
    await next();
    clock.jump(60 * minuteMs);
    await clock.advance(10_000);
    await nextIn('NOT_POLLED');
    clock.jump(-60 * minuteMs);
    await clock.advance(10_000);
    await nextIn('FRESH');
    await clock.advance(8 * minuteMs);
    expect(await nextIn('NOT_POLLED')).toMatchObject({ action: 'TELL_TEAM' });
  });

  it('tell of an account that is linked, taken away and linked anew, and end with its person', async () => {
    const userId = await newUser('comes-and-goes');
    const { next, nextWithout } = await watch([userId, userId]);
    expect(await next()).toEqual([]);
    const account = { username: 'comes', password: 'comes-password' };
    simulator.addAccount(account);
    await linkUser(gateway, userId, account);
    const [linked] = await next();
    expect(linked?.id).toMatch(/^Connection:/);
    await ask('mutation ($id: ID!) { disconnect(connectionId: $id) { __typename } }', {
      id: linked?.id,
    });
    await nextWithout(linked?.id);
    await clock.advance(2 * minuteMs);
    await linkUser(gateway, userId, account);
    const [again] = await next();
    expect(again?.id).not.toBe(linked?.id);
    await ask('mutation ($id: ID!) { deleteUser(userId: $id) { __typename } }', { id: userId });
    await nextWithout(again?.id);
  });

  it('come again where Postgres was away, and nothing is missing', async () => {
    const { userId, ref } = await linkOne();
    const proxy = await createTcpProxy(gateway.databaseUrl);
    onTestFinished(() => proxy.open());
    const node = await gateway.startNode({
      databaseUrl: proxy.url,
      databaseDirectUrl: proxy.url,
    });
    const at = `http://127.0.0.1:${node.port()}/graphql`;
    const { next, nextIn } = await watch([userId], { apiKey }, at);
    expect(await next()).toMatchObject([{ state: 'FRESH' }]);
    proxy.refuse();
    simulator.changeAccount(ref, { isSharing: false });
    await pass(40 * minuteMs);
    proxy.open();
    await nextIn('SHARING_OFF');
  });
});

describe('who may watch the states of connections', () => {
  async function refusalOf(userIds: readonly string[], payload?: object) {
    const socket = await watch(userIds, payload);
    const [error] = (await openedNext(socket)).errors ?? [];
    return error && [error.extensions.code, error.extensions.argument];
  }
  const openedNext = async (socket: { readonly messages: readonly { payload?: never }[] }) => {
    const index = 1;
    await expect.poll(() => socket.messages.length, { timeout: 60_000 }).toBeGreaterThan(index);
    return (socket.messages[index]?.payload ?? {}) as {
      errors?: { extensions: { code: string; argument?: string } }[];
    };
  };

  it('is who sees the people: none of another team, and with a user token nobody else', async () => {
    const source = { kind: 'system', id: null, address: null } as const;
    const other = await createTeam(gateway.db, clock, source, { name: 'other' });
    if (other.kind !== 'created') throw new Error(other.kind);
    const foreign = await createUser(gateway.db, clock, source, {
      teamId: other.team.id,
      clientUserId: 'foreign',
    });
    if (foreign.kind !== 'created') throw new Error(foreign.kind);
    const own = await newUser('own');
    const otherOwn = await newUser('other-own');
    expect(await refusalOf([own, foreign.user.id])).toEqual(['NOT_FOUND', 'userIds']);
    const { createUserToken } = await ask<{ createUserToken: { token: string } }>(
      `mutation ($id: ID!) { createUserToken(userId: $id, scopes: [WATCH]) {
        ... on CreateUserTokenSuccess { token } } }`,
      { id: own },
    );
    const bearer = { authorization: `Bearer ${createUserToken.token}` };
    expect(await refusalOf([own, otherOwn], bearer)).toEqual(['NOT_FOUND', 'userIds']);
    expect(await refusalOf([own], bearer)).toBeUndefined();
    expect(await refusalOf([])).toEqual(['INVALID_ARGUMENT', 'userIds']);
    const tooMany = Array.from({ length: 101 }, () => own);
    expect(await refusalOf(tooMany)).toEqual(['INVALID_ARGUMENT', 'userIds']);
  });
});

describe('a reader of what is true of users', () => {
  async function setup(limits = {}) {
    const userId = await newUser(`looked-at-${systemClock.monotonicMs()}`);
    const bareId = userId.replace('User:', '');
    const node = await startLiveNode({ db: gateway.db, limits });
    let lookCount = 0;
    const source: PresentSource<number> = {
      async find(_db, userIds) {
        lookCount += 1;
        const fact = { fact: lookCount, mark: `${lookCount}`, lookAtMs: Number.POSITIVE_INFINITY };
        return userIds.map((each) => ({ userId: each, ...fact }));
      },
    };
    const { teamId } = gateway;
    const watchUsers = (userIds = [bareId]) => node.live.watchPresent({ teamId, userIds, source });
    const tell = () => {
      const type = 'provider.connection.stalled' as const;
      const about = { type, teamId, userId: bareId, clientUserId: 'x', data: {} };
      return appendEvents(gateway.db, [createEvent(clock, about)]);
    };
    return { ...node, watchUsers, tell, lookCount: () => lookCount };
  }

  it('looks at nothing for a client that takes nothing, and gives the last (S1)', async () => {
    const { follower, watchUsers, tell, lookCount } = await setup();
    const reader = watchUsers();
    expect(await reader.next()).toEqual({ done: false, value: [1] });
    const { position } = follower;
    for (let times = 0; times < 20; times += 1) await tell();
    await eventually(() => follower.position >= position + 20);
    expect(lookCount()).toBe(1);
    expect(await reader.next()).toEqual({ done: false, value: [2] });
  });

  it('counts for as many as it looks at, and ends with its node', async () => {
    const { live, watchUsers } = await setup({ readersMax: 2 });
    const reader = watchUsers(['a', 'b']);
    expect(() => watchUsers(['a'])).toThrow('There are too many subscriptions.');
    await reader.return?.();
    const next = watchUsers(['a', 'b']);
    await next.next();
    const waiting = next.next();
    await live.stop();
    await expect(waiting).rejects.toMatchObject({ failure: 'stopped' });
    expect(await next.next()).toEqual({ done: true, value: undefined });
  });
});
