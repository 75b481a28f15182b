import { PassThrough } from 'node:stream';
import {
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { Registry } from 'prom-client';
import { createServer, type RequestFacts, serverLimitDefaults } from '#server';
import { systemClock } from '#std/clock';
import { createLog } from '#std/log';

/**
 * The server around a schema that does whatever a test of the server needs: it answers, waits,
 * fails and streams. Credentials are words: `good` and `better` are known, `old` has expired.
 */
export interface PlainServer {
  readonly url: string;
  readonly origin: string;
  readonly registry: Registry;
  /** What was logged, line by line. */
  readonly lines: () => readonly Record<string, unknown>[];
  /** The facts of the last operation. */
  readonly lastFacts: () => RequestFacts<string>;
  /** Lets every `slow` field end. */
  release(): void;
  /** How many `slow` fields wait. */
  slowCount(): number;
  readonly events: EventTarget;
  stop(): Promise<void>;
}

type Overrides = Partial<Omit<Parameters<typeof createServer>[0], 'limits'>> & {
  readonly limits?: Partial<typeof serverLimitDefaults>;
};

class Unavailable extends Error {}

export async function startPlainServer(overrides: Overrides = {}): Promise<PlainServer> {
  const state = createState();
  const output = new PassThrough();
  const chunks: string[] = [];
  output.on('data', (chunk) => chunks.push(String(chunk)));
  const registry = new Registry();
  const server = createServer<string, { facts: RequestFacts<string> }>({
    schema: createPlainSchema(state),
    host: '127.0.0.1',
    port: 0,
    authentication: { anonymous: 'nobody', check: checkWord },
    createContext(facts) {
      state.facts = facts;
      return { facts };
    },
    isUnavailable: (error) => error instanceof Unavailable,
    findReadinessProblems: async () => [],
    metrics: registry,
    introspection: 'authenticated',
    isGraphiqlServed: false,
    persistedOperations: null,
    trustedProxies: [],
    corsOrigins: [],
    clock: systemClock,
    log: createLog('info', output),
    ...(overrides as object),
    limits: { ...serverLimitDefaults, ...overrides.limits },
  });
  await server.start();
  const origin = `http://127.0.0.1:${server.port()}`;
  return {
    url: `${origin}/graphql`,
    origin,
    registry,
    lines: () =>
      chunks
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    lastFacts: () => state.facts as RequestFacts<string>,
    release() {
      for (const resolve of state.waiting.splice(0)) resolve();
    },
    slowCount: () => state.waiting.length,
    events: state.events,
    stop: () => server.stop(),
  };
}

interface State {
  facts: RequestFacts<string> | undefined;
  readonly waiting: (() => void)[];
  readonly events: EventTarget;
}

function createState(): State {
  return { facts: undefined, waiting: [], events: new EventTarget() };
}

async function checkWord(word: string) {
  if (word === 'down') throw new Unavailable('no database');
  if (word === 'old') return { kind: 'refused', reason: 'expired' } as const;
  if (word !== 'good' && word !== 'better') return { kind: 'refused', reason: 'unknown' } as const;
  const caller = { actor: word, rateKey: word, sharedKey: 'team' };
  return { kind: 'authenticated', caller } as const;
}

function createPlainSchema(state: State): GraphQLSchema {
  const slow = () => new Promise<string>((resolve) => state.waiting.push(() => resolve('done')));
  const item: GraphQLObjectType = new GraphQLObjectType({
    name: 'Item',
    fields: () => ({
      name: { type: GraphQLString, resolve: () => 'item' },
      items: {
        type: new GraphQLList(item),
        args: { first: { type: GraphQLInt, defaultValue: 50 } },
        resolve: () => [],
      },
    }),
  });
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      me: { type: GraphQLString, resolve: (_root, _args, { facts }) => facts.actor },
      address: { type: GraphQLString, resolve: (_root, _args, { facts }) => facts.address },
      echo: {
        type: GraphQLString,
        args: { text: { type: GraphQLString }, number: { type: GraphQLInt } },
        resolve: (_root, { text }) => text,
      },
      slow: { type: GraphQLString, resolve: slow },
      itemsOf: {
        type: new GraphQLList(item),
        args: { userIds: { type: new GraphQLList(GraphQLID) } },
        resolve: () => [],
      },
      large: {
        type: GraphQLString,
        args: { chars: { type: GraphQLInt }, of: { type: GraphQLString, defaultValue: 'x' } },
        resolve: (_root, { chars, of }) => of.repeat(chars),
      },
      broken: {
        type: GraphQLString,
        resolve() {
          throw new Error('the secret is hunter2');
        },
      },
      down: {
        type: GraphQLString,
        resolve() {
          throw new Unavailable('connect ECONNREFUSED 10.1.2.3');
        },
      },
      item: { type: item, resolve: () => ({}) },
    },
  });
  const mutation = new GraphQLObjectType({
    name: 'Mutation',
    fields: { change: { type: GraphQLString, resolve: slow } },
  });
  const subscription = new GraphQLObjectType({
    name: 'Subscription',
    fields: {
      ticks: {
        type: GraphQLString,
        subscribe: () => ticksOf(state.events),
        resolve: (tick) => tick,
      },
    },
  });
  return new GraphQLSchema({ query, mutation, subscription });
}

/** Gives one `tick`, or its detail, for each event of that name; ends on `end`, and says `left` when left. */
function ticksOf(events: EventTarget): AsyncIterableIterator<string> {
  const queue: string[] = [];
  let wake = () => {};
  let isOver = false;
  events.addEventListener('tick', (event) => {
    queue.push((event as CustomEvent<string | null>).detail ?? 'tick');
    wake();
  });
  events.addEventListener('end', () => {
    isOver = true;
    wake();
  });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (queue.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const value = queue.shift();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
    async return() {
      events.dispatchEvent(new Event('left'));
      return { done: true, value: undefined };
    },
  };
}
