import type { Context as HonoContext } from 'hono';
import type { ConsentDeps, LinkDeps } from '#connections';
import type { Db } from '#db';
import type { RefreshDeps } from '#poller';
import { type Clock, dateOf } from '#std/clock';
import type { Actor, AuditSource, Authenticator, ReadCounter, UserHook, UserTokens } from '#teams';
import { tooMany } from './refusal.ts';

/** What a resource is given: who asks, from where, and the doors of the domain. */
export interface RestContext {
  readonly actor: Actor;
  /** The client's address, judged by the deployment's trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  readonly db: Db;
  readonly clock: Clock;
  readonly services: RestServices;
  /** How long the answer may take. */
  readonly deadlineMs: number;
  /** By whom reads of many rows are counted … */
  readonly callerKey: string;
  /** … and where they wait for their turn; null when too many wait. */
  readonly costLine: {
    run<Result extends NonNullable<unknown>>(
      callerKey: string,
      cost: number,
      work: () => Promise<Result>,
    ): Promise<Result | null>;
  };
  /** Lets the work go on when the client leaves, so that a change that has begun is finished. */
  keepRunning(): void;
}

export interface RestServices {
  readonly linking: LinkDeps & RefreshDeps;
  readonly consents: ConsentDeps & { startUrlOf(secret: string): string };
  readonly refreshing: RefreshDeps;
  readonly authenticator: Pick<Authenticator, 'clearCache'>;
  readonly readCounter: Pick<ReadCounter, 'note'>;
  readonly userTokens: UserTokens;
  /** The page of one link, with its token in the fragment. */
  readonly linkPages: { urlOf(publicId: string, token: string): string };
  readonly quotas: {
    readonly usersMax: number;
    readonly userTokens: RateQuota;
    readonly linkTokens: RateQuota;
  };
  readonly userDeletedHooks: readonly UserHook[];
}

interface RateQuota {
  /** Counts one, if one is left. */
  take(key: string): { readonly isAllowed: boolean; readonly limitPerMinute: number };
}

export type RestEnv = { Bindings: RestContext };
export type RestCall = HonoContext<RestEnv>;

type ApiKeyActor = Extract<Actor, { kind: 'api-key' }>;

/** The API key of a request that was let in by it. */
export function keyOf({ env: { actor } }: RestCall): ApiKeyActor {
  if (actor.kind !== 'api-key') throw new Error('a route without a key was let in');
  return actor;
}

/** Who does the deed of this request, for the audit. */
export function auditSourceOf(call: RestCall): AuditSource {
  return { kind: 'api-key', id: keyOf(call).keyId, address: call.env.address };
}

/**
 * Reads many rows when it is their turn, beside operations of GraphQL that cost as much: the cost is
 * on their scale.
 */
export async function readInTurn<Result>(
  { env: { callerKey, clock, costLine } }: RestCall,
  cost: number,
  read: () => Promise<Result>,
): Promise<Result> {
  const done = await costLine.run(callerKey, cost, async () => ({ result: await read() }));
  if (done) return done.result;
  const soon = new Date(clock.nowMs() + 1_000);
  throw tooMany('Too many large reads wait.', soon, dateOf(clock));
}

/** Where nobody set the public address, one below that under which the caller came. */
export function wholeAddress(call: RestCall, address: string): string {
  const origin = `http://${call.req.header('host') ?? ''}`;
  const isWhole = !address.startsWith('/') || !URL.canParse(address, origin);
  return isWhole ? address : new URL(address, origin).href;
}
