import {
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attachWebSocket } from '#server';
import { eventually } from '#test/eventually';
import { startPlainServer } from '#test/plain-server';
import { openRawSocket } from '#test/raw-socket';

interface Happening {
  readonly number: number;
  readonly text?: string;
}

/** A schema that counts how often an answer is executed, and remembers the contexts. */
async function setup() {
  const listeners = new Set<(event: Happening) => void>();
  const contexts: object[] = [];
  const happeningType = new GraphQLObjectType<Happening>({
    name: 'Happening',
    fields: {
      text: { type: GraphQLString },
      number: {
        type: GraphQLInt,
        resolve({ number }, _args, context) {
          contexts.push(context);
          return number;
        },
      },
    },
  });
  const subscription = new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      happenings: {
        type: happeningType,
        args: { after: { type: GraphQLID }, of: { type: GraphQLID } },
        subscribe: () => streamOf(listeners),
        resolve: (event) => event,
      },
    },
  });
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: { one: { type: new GraphQLNonNull(GraphQLInt), resolve: () => 1 } },
  });
  const server = await startPlainServer({
    schema: new GraphQLSchema({ query, subscription }),
    rightsOf: (context) => {
      const { actor } = (context as { facts: { actor: string } }).facts;
      return actor === 'better' ? null : actor;
    },
    attach: (attachment) =>
      attachWebSocket({
        ...attachment,
        isUnavailable: () => false,
        watchCredential: () => () => {},
      }),
  });
  onTestFinished(() => server.stop());
  async function watch(document: string, variables: object, apiKey = 'good') {
    const socket = await openRawSocket(server.url);
    await socket.init({ apiKey });
    const count = listeners.size;
    socket.subscribe('1', document, variables);
    await eventually(() => listeners.size === count + 1);
    return socket;
  }
  const happen = (number: number, text = '') => {
    const event = { number, text };
    for (const listener of listeners) listener(event);
  };
  return { watch, happen, contexts };
}

function streamOf(listeners: Set<(event: Happening) => void>): AsyncIterableIterator<Happening> {
  const queue: Happening[] = [];
  let wake = () => {};
  listeners.add((event) => {
    queue.push(event);
    wake();
  });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (queue.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return { done: false, value: queue.shift() as Happening };
    },
    async return() {
      return { done: true, value: undefined };
    },
  };
}

const document = `subscription W($after: ID, $of: ID) {
  happenings(after: $after, of: $of) { number }
}`;
const answer = (number: number) => ({
  id: '1',
  type: 'next',
  payload: { data: { happenings: { number } } },
});

describe('an event', () => {
  it('is executed once for all who ask alike, wherever they began', async () => {
    const { watch, happen, contexts } = await setup();
    const sockets = [
      await watch(document, { of: 'x' }),
      await watch(document, { of: 'x', after: '7' }),
      await watch(document, { of: 'x', after: '8' }),
    ];
    happen(1);
    happen(2);
    for (const socket of sockets) {
      expect(await socket.next()).toEqual(answer(1));
      expect(await socket.next()).toEqual(answer(2));
    }
    expect(contexts).toHaveLength(2);
    expect(contexts[0]).not.toBe(contexts[1]);
  });

  const others: [string, string, object, string][] = [
    ['another variable', document, { of: 'y' }, 'good'],
    ['another document', document.replace('number', 'n: number'), { of: 'x' }, 'good'],
    ['another right', document, { of: 'x' }, 'better'],
    [
      'a start that is shown',
      'subscription ($after: ID) { happenings(after: $after, of: $after) { number } }',
      { after: 'x' },
      'good',
    ],
  ];
  it.each(others)('is executed again for %s', async (_, text, variables, apiKey) => {
    const { watch, happen, contexts } = await setup();
    const first = await watch(document, { of: 'x' });
    const second = await watch(text, variables, apiKey);
    happen(1);
    expect(await first.next()).toEqual(answer(1));
    await second.next();
    expect(contexts).toHaveLength(2);
  });

  it('is shared with nobody where rights have no name', async () => {
    const { watch, happen, contexts } = await setup();
    const first = await watch(document, {}, 'better');
    const second = await watch(document, {}, 'better');
    happen(1);
    await first.next();
    await second.next();
    expect(contexts).toHaveLength(2);
  });

  it('is shared although the one for whom it was executed has left', async () => {
    const { watch, happen } = await setup();
    const first = await watch(document, {});
    const second = await watch(document, {});
    happen(1);
    first.socket.terminate();
    expect(await second.next()).toEqual(answer(1));
    happen(2);
    expect(await second.next()).toEqual(answer(2));
  });
});

describe('a message', () => {
  const lengths = [0, 50, 60, 70, 80, 126, 200, 65_400, 65_500, 66_000, 300_000];
  it.each(lengths)('may hold a text of %i bytes', async (length) => {
    const { watch, happen } = await setup();
    const socket = await watch('subscription { happenings { text } }', {});
    const text = 'é'.repeat(length / 2);
    happen(1, text);
    expect((await socket.next()).payload.data.happenings).toEqual({ text });
    happen(2, 'after');
    expect((await socket.next()).payload.data.happenings).toEqual({ text: 'after' });
  });
});
