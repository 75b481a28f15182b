import type { Client } from 'graphql-ws/client';
import { createAsk } from './ask.ts';
import { createCredential } from './credential.ts';
import { GatewayError } from './gateway-error.ts';
import {
  Events,
  EventsAfter,
  type EventsAfterQuery,
  type EventsAfterQueryVariables,
  type EventsSubscription,
  type EventType,
  GlucoseEvents,
  type GlucoseEventsSubscription,
} from './generated/front-end.ts';
import type { AnyOperation, VariablesArgument } from './operation.ts';
import { createServerClock } from './server-clock.ts';
import { type SocketLimits, socketLimits } from './socket-limits.ts';
import { createSockets } from './sockets.ts';
import { startWatch, type Watch, type WatchOptions } from './watch.ts';

/** Glucose of one user that is new or has changed. */
export type GlucoseEvent = GlucoseEventsSubscription['glucoseEvents'];

/** Anything that the log tells; `payload` is what a webhook carries, as text. */
export type LogEvent = EventsSubscription['events'];

export interface GatewayOptions {
  /** The address of the API, like `https://gateway.example/graphql`; on its own pages `/graphql`. */
  readonly url: string;
  /**
   * Gives a user token that your backend has made with `createUserToken`. It is called when one is
   * first needed, and again when the gateway has refused the one before.
   */
  readonly token?: () => Promise<string> | string;
  /** The class of WebSockets, for Node before 22: the one of the package `ws`. */
  readonly webSocket?: object;
  readonly fetch?: typeof fetch;
  readonly limits?: Partial<GatewayLimits>;
}

export interface GatewayLimits extends SocketLimits {
  /** How long an answer over HTTP may take: above what `refreshUser` waits for Dexcom. */
  readonly answerMs: number;
}

export const gatewayLimits: GatewayLimits = { ...socketLimits, answerMs: 65_000 };

export interface GlucoseWatchOptions extends WatchOptions<GlucoseEvent> {
  /**
   * Whether samples that were removed are told too, as `DAILY_DATA_GLUCOSE_DELETED`: forget what has
   * the same `takenAt` and a lower revision. False unless told.
   */
  readonly includesRemovals?: boolean;
}

export interface EventsOptions extends WatchOptions<LogEvent> {
  /** Only those of this user. */
  readonly userId?: string;
  /** Only these; all unless told. */
  readonly types?: readonly EventType[];
}

export interface Gateway {
  /** Sends an operation and gives its data; throws a GatewayError. */
  ask<Result, Variables extends object>(
    operation: AnyOperation<Result, Variables>,
    ...variables: VariablesArgument<Variables>
  ): Promise<Result>;
  /** A user's glucose as it comes: neither a gap nor a repeat, however often the way is lost. */
  watchGlucose(userId: string, options?: GlucoseWatchOptions): Watch;
  /** Everything that the log tells and the token may see. */
  events(options?: EventsOptions): Watch;
  /** The gateway's clock in epoch milliseconds; null before it was heard of. */
  nowMs(): number | null;
  /** Tells the gateway's clock from an answer that holds the age of a sample. */
  hearAge(sample: { readonly takenAt: string; readonly ageSeconds: number }): void;
  /** Who asks, for other clients of GraphQL: headers of HTTP. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /**
   * For other clients of GraphQL: subscribes as the client of graphql-ws does, and resumes. Their
   * subscriptions declare `$after: String`, pass it on, and select `cursor`.
   */
  readonly sockets: Pick<Client, 'subscribe' | 'on'>;
  /** Ends all that goes on. */
  close(): void;
}

const glucoseTypes: readonly EventType[] = [
  'DAILY_DATA_GLUCOSE_CREATED',
  'DAILY_DATA_GLUCOSE_UPDATED',
];
const withRemovals: readonly EventType[] = [...glucoseTypes, 'DAILY_DATA_GLUCOSE_DELETED'];

export function createGateway({
  url,
  token,
  webSocket,
  fetch = globalThis.fetch,
  ...options
}: GatewayOptions): Gateway {
  const limits = { ...gatewayLimits, ...options.limits };
  const address = addressOf(url);
  const credential = createCredential(token ?? null);
  const clock = createServerClock();
  const sockets = createSockets({
    url: () => address.replace(/^http/, 'ws'),
    credential,
    clock,
    webSocket,
    limits,
  });
  const ask = createAsk({ url: address, credential, fetch, timeoutMs: limits.answerMs });
  const stops = new Set<() => void>();
  const heardSamples = new WeakSet<object>();

  /** A token that may watch and not read is not told: there silence has to do. */
  async function hasMore(variables: EventsAfterQueryVariables): Promise<boolean> {
    try {
      const { events } = (await ask(EventsAfter, variables)) as EventsAfterQuery;
      return events.edges.length > 0;
    } catch (error) {
      return !(error instanceof GatewayError) || error.code !== 'FORBIDDEN';
    }
  }

  const parts = { sockets, limits, stops };

  return {
    ask: <Result, Variables extends object>(
      operation: AnyOperation<Result, Variables>,
      ...[variables]: VariablesArgument<Variables>
    ) => ask(String(operation), variables) as Promise<Result>,
    watchGlucose: (userId, { includesRemovals = false, ...options } = {}) =>
      startWatch<GlucoseEvent>(parts, {
        ...options,
        query: GlucoseEvents,
        variables: { userId, includesRemovals },
        hasMore: (after) =>
          hasMore({ after, userId, types: includesRemovals ? withRemovals : glucoseTypes }),
        eventOf: (data) => (data as unknown as GlucoseEventsSubscription).glucoseEvents,
      }),
    events: ({ userId, types, ...options } = {}) =>
      startWatch<LogEvent>(parts, {
        ...options,
        query: Events,
        variables: { userId, types },
        hasMore: (after) => hasMore({ after, userId, types }),
        eventOf: (data) => (data as unknown as EventsSubscription).events,
      }),
    nowMs: () => clock.nowMs(),
    hearAge(sample) {
      // An answer that is shown again tells the age that it had when it came.
      if (heardSamples.has(sample)) return;
      heardSamples.add(sample);
      clock.hear(Date.parse(sample.takenAt) + sample.ageSeconds * 1000);
    },
    headers: () => credential.headers(),
    sockets: { subscribe: sockets.subscribe, on: sockets.on },
    close() {
      for (const stop of stops) stop();
      sockets.dispose();
    },
  };
}

/** On a page also relative to it; with the path of the API where only a host was given. */
function addressOf(url: string): string {
  const { location } = globalThis as { location?: { readonly href: string } };
  const address = new URL(url, location?.href);
  if (!/^https?:$/.test(address.protocol)) {
    throw new TypeError(`The address of a gateway begins with https://, and this is "${url}".`);
  }
  if (address.pathname === '/') address.pathname = '/graphql';
  return address.href;
}
