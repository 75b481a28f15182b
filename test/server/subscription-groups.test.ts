import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLID,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
} from 'graphql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { attachWebSocket } from '#server';
import { shareExecutions } from '#src/server/engine/subscription-groups.ts';
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
  const happen = (event: Happening) => {
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

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The executor of subscriptions alone, to streams of these events; groups differ by a variable. */
function subscriberTo(events: readonly object[], { sizeOf }: { readonly sizeOf: () => number }) {
  const happening = new GraphQLObjectType({
    name: 'Happening',
    fields: { number: { type: GraphQLInt } },
  });
  const subscription = new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      happenings: {
        type: happening,
        args: { of: { type: GraphQLID } },
        async *subscribe() {
          yield* events;
        },
      },
    },
  });
  const query = new GraphQLObjectType({ name: 'Query', fields: { one: { type: GraphQLInt } } });
  const schema = new GraphQLSchema({ query, subscription });
  const plugin = shareExecutions({
    rightsOf: () => 'all',
    factsOf: () => null,
    contextOfEvent: () => ({}),
    noterOf: () => null,
    sizeOf,
    run: (_args, _facts, work) => work(),
  });
  let subscribeTo: (args: ExecutionArgs) => Promise<AsyncIterableIterator<ExecutionResult>>;
  plugin.onSubscribe?.({
    setSubscribeFn(subscribe: typeof subscribeTo) {
      subscribeTo = subscribe;
    },
  } as never);
  const text = parse('subscription ($of: ID) { happenings(of: $of) { number } }');
  return (of: string) =>
    subscribeTo({ schema, document: text, variableValues: { of }, contextValue: {} });
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
    happen({ number: 1 });
    happen({ number: 2 });
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
    happen({ number: 1 });
    expect(await first.next()).toEqual(answer(1));
    await second.next();
    expect(contexts).toHaveLength(2);
  });

  it('keeps few of the results that nobody took, although the events stay', async () => {
    const [eventCount, groupCount] = [50, 16];
    const events = Array.from({ length: eventCount }, (_, number) => ({ happenings: { number } }));
    const subscribe = subscriberTo(events, { sizeOf: () => 50_000 });
    const results: WeakRef<object>[] = [];
    for (let group = 0; group < groupCount; group += 1) {
      const [one, other] = [await subscribe(`${group}`), await subscribe(`${group}`)];
      for (const event of events) {
        const { value } = await one.next();
        expect(value).toEqual({ data: event });
        results.push(new WeakRef(value));
      }
      await one.return?.();
      await other.return?.();
    }
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    // Eight million characters of results.
    const alive = results.filter((result) => result.deref()).length;
    expect(alive).toBeLessThanOrEqual(160);
    expect(alive).toBeGreaterThan(0);
  });

  it('is shared with nobody where rights have no name', async () => {
    const { watch, happen, contexts } = await setup();
    const first = await watch(document, {}, 'better');
    const second = await watch(document, {}, 'better');
    happen({ number: 1 });
    await first.next();
    await second.next();
    expect(contexts).toHaveLength(2);
  });

  it('is shared although the one for whom it was executed has left', async () => {
    const { watch, happen } = await setup();
    const first = await watch(document, {});
    const second = await watch(document, {});
    happen({ number: 1 });
    first.socket.terminate();
    expect(await second.next()).toEqual(answer(1));
    happen({ number: 2 });
    expect(await second.next()).toEqual(answer(2));
  });
});

describe('a message', () => {
  const lengths = [0, 50, 60, 70, 80, 126, 200, 65_400, 65_500, 66_000, 300_000];
  it.each(lengths)('may hold a text of %i bytes', async (length) => {
    const { watch, happen } = await setup();
    const socket = await watch('subscription { happenings { text } }', {});
    const text = 'é'.repeat(length / 2);
    happen({ number: 1, text });
    expect((await socket.next()).payload.data.happenings).toEqual({ text });
    happen({ number: 2, text: 'after' });
    expect((await socket.next()).payload.data.happenings).toEqual({ text: 'after' });
  });
});
