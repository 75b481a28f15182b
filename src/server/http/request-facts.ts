import type { Log } from '#std/log';
import type { RanOperation } from './request-report.ts';

/**
 * What the server knows of a request before GraphQL is asked. `Actor` is whatever the
 * authentication that it was given makes of a credential.
 */
export interface RequestFacts<Actor> {
  readonly actor: Actor;
  /** Whether the request came with a valid credential. */
  readonly isAuthenticated: boolean;
  /** The client's address, judged by the trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  /** Aborted at the request's deadline, and when the client leaves unless `outlive` was called. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Lets the work go on although the client left: a change that was begun is finished. */
  outlive(): void;
  /** Told of the operation that runs. */
  noteOperation?(operation: RanOperation): void;
}

/** Whoever leaves must not cancel what others wait for. */
const unending = new AbortController().signal;
const outlive = () => {};

/** What stays of the facts when a request became a subscription, which has no deadline. */
export function lastingFacts<Actor>(facts: RequestFacts<Actor>): RequestFacts<Actor> {
  return { ...facts, signal: unending, outlive };
}

/** Who a credential makes the caller. */
export interface Caller<Actor> {
  readonly actor: Actor;
  /**
   * What the rate of an authenticated caller is counted by; null counts it by its address, as it
   * does a caller without a credential.
   */
  readonly rateKey: string | null;
}

export type CallerCheck<Actor> =
  | { readonly kind: 'authenticated'; readonly caller: Caller<Actor> }
  | { readonly kind: 'refused'; readonly reason: 'unknown' | 'expired' | 'revoked' };

export interface Authentication<Actor> {
  /** Who asks without any credential. */
  readonly anonymous: Actor;
  check(credential: string): Promise<CallerCheck<Actor>>;
}
