import { randomUUID } from 'node:crypto';
import type { WatchState } from 'glucose-gateway-client';
import { describe, expect, it } from 'vitest';
import { encodeCursor } from '#src/events/cursor.ts';
import { createNotes, startClientGateway } from '#test/client-gateway';
import { eventually } from '#test/eventually';

type Ended = Extract<WatchState, { name: 'ended' }>;

async function setup() {
  const live = await startClientGateway();
  const newKey = async (name: string) => {
    const { createApiKey } = await live.ask<{
      createApiKey: { secret: string; apiKey: { id: string } };
    }>(
      `mutation ($name: String!) { createApiKey(name: $name) {
        ... on CreateApiKeySuccess { secret apiKey { id } } } }`,
      { name },
    );
    return { secret: createApiKey.secret, id: createApiKey.apiKey.id };
  };
  const revoke = (id: string) =>
    live.ask('mutation ($id: ID!) { revokeApiKey(apiKeyId: $id) { __typename } }', { id });
  const newToken = async (scopes: readonly string[]) => {
    const { createUserToken } = await live.ask<{ createUserToken: { token: string } }>(
      `mutation ($userId: ID!, $scopes: [UserTokenScope!]) {
        createUserToken(userId: $userId, scopes: $scopes) {
          ... on CreateUserTokenSuccess { token } } }`,
      { userId: live.userId, scopes },
    );
    return createUserToken.token;
  };
  const endOf = async (notes: ReturnType<typeof createNotes>) =>
    (await eventually(() => notes.last().name === 'ended' && notes.last())) as Ended;
  return { ...live, newKey, revoke, newToken, endOf };
}

describe('a watch whose token ends', () => {
  it('fetches another and goes on without a gap or a repeat', async () => {
    const { connect, newKey, revoke, append, event, userId } = await setup();
    const [old, fresh] = [await newKey('old'), await newKey('fresh')];
    const given: string[] = [];
    const notes = createNotes();
    const token = async () => {
      given.push(given.length === 0 ? old.secret : fresh.secret);
      return given.at(-1) ?? '';
    };
    const watch = connect({ token }).watchGlucose(userId, notes);
    await eventually(() => watch.state.name === 'live');
    const first = event();
    await append(first);
    await eventually(() => notes.ids.length === 1);
    await revoke(old.id);
    await eventually(() => given.length === 2);
    const second = event();
    await append(second);
    await eventually(() => notes.ids.length === 2);
    await eventually(() => watch.state.name === 'live');
    expect(notes.ids).toEqual([first.id, second.id]);
    expect(given).toEqual([old.secret, fresh.secret]);
  });

  it('ends when fresh ones are refused one after another, and says so', async () => {
    const { connect, endOf, userId } = await setup();
    let givenCount = 0;
    const notes = createNotes();
    connect({
      token() {
        givenCount += 1;
        return `gk_wrong-${givenCount}`;
      },
    }).watchGlucose(userId, notes);
    const end = await endOf(notes);
    expect(end).toMatchObject({ reason: 'unauthenticated', error: { code: 'UNAUTHENTICATED' } });
    expect(givenCount).toBe(3);
  });

  it('waits for the application where it has none to give, and tells why', async () => {
    const { connect, apiKey, userId, proxy } = await setup();
    let isSignedIn = false;
    const notes = createNotes();
    const token = async () => {
      if (!isSignedIn) throw new Error('not signed in');
      return apiKey;
    };
    const watch = connect({ token }).watchGlucose(userId, notes);
    await eventually(() => notes.states.length > 3);
    expect(notes.last()).toMatchObject({
      name: 'connecting',
      problem: { code: 'NO_TOKEN', cause: new Error('not signed in') },
    });
    expect(proxy.connectionCount()).toBe(0);
    isSignedIn = true;
    await eventually(() => watch.state.name === 'live');
  });
});

describe('a watch that cannot be', () => {
  it('ends as forbidden when the token has not the scope', async () => {
    const { connect, newToken, endOf, userId } = await setup();
    const notes = createNotes();
    const token = await newToken(['READ']);
    connect({ token: () => token }).watchGlucose(userId, notes);
    expect(await endOf(notes)).toMatchObject({ reason: 'forbidden', error: { code: 'FORBIDDEN' } });
  });

  it('ends as not found when there is no such user', async () => {
    const { connect, endOf } = await setup();
    const notes = createNotes();
    connect().watchGlucose('00000000-0000-4000-8000-000000000000', notes);
    expect(await endOf(notes)).toMatchObject({ reason: 'not-found' });
  });

  it('ends with the cursor lost when it is of another log', async () => {
    const { connect, endOf, userId } = await setup();
    const foreign = encodeCursor(randomUUID(), 7);
    const notes = createNotes();
    connect().watchGlucose(userId, { ...notes, after: foreign });
    expect(await endOf(notes)).toMatchObject({
      reason: 'cursor-lost',
      error: { code: 'FOREIGN_CURSOR', whatToDo: expect.stringContaining('without "after"') },
    });
  });

  it('ends as refused when what it asks for cannot be taken', async () => {
    const { connect, endOf, userId } = await setup();
    const notes = createNotes();
    connect().watchGlucose(userId, { ...notes, after: 'no cursor' });
    expect(await endOf(notes)).toMatchObject({
      reason: 'refused',
      error: { code: 'INVALID_ARGUMENT' },
    });
  });
});

describe('a watch whose gateway has a fault', () => {
  it('comes back after a close that stock clients take as final', async () => {
    const { connect, append, event, userId } = await setup();
    const notes = createNotes();
    const gateway = connect();
    const sockets: { close(code: number, reason: string): void }[] = [];
    gateway.sockets.on('opened', (socket) => sockets.push(socket as (typeof sockets)[0]));
    const watch = gateway.watchGlucose(userId, notes);
    await eventually(() => watch.state.name === 'live');
    // What a browser makes of a gateway that closes with 4500.
    const socket = sockets[0] as unknown as { onclose(event: object): void };
    socket.onclose({ code: 4500, reason: 'Internal error', wasClean: true });
    await eventually(() => watch.state.name === 'behind');
    const missed = event();
    await append(missed);
    await eventually(() => notes.ids.length === 1);
    expect(sockets.length).toBe(2);
  });
});
