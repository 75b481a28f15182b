import type { IncomingHttpHeaders } from 'node:http';
import type { Log } from '#std/log';
import type { ExecutedOperation } from './request-report.ts';

/**
 * What the server knows of a request before GraphQL runs. `Actor` is the type that the given
 * authentication makes of a credential.
 */
export interface RequestFacts<Actor> {
  readonly actor: Actor;
  /** Whether the request came with a valid credential. */
  readonly isAuthenticated: boolean;
  /** The key under which its caller is counted. */
  readonly callerKey: string;
  /** The client's address, read through the trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  /** Aborted at the deadline, and when the client leaves unless `keepRunning` was called. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Counts so many requests more for the caller; false where it has no more. */
  takeMore?(count: number): boolean;
  /** Lets the work go on when the client leaves, so that a change that has begun is finished. */
  keepRunning(): void;
  /** Called with the operation that runs. */
  noteOperation?(operation: ExecutedOperation): void;
  /** Where the client's stream broke off, as its `Last-Event-ID` says. */
  readonly lastEventId?: string | undefined;
  /** Called with the cursor from which a stream begins. */
  noteStart?(cursor: string): void;
  /** Called for each result of a stream in order, with the cursor of its event, if it is of one. */
  noteResult?(cursor: string | null): void;
}

/** A signal that is never aborted. */
const unending = new AbortController().signal;
const keepRunning = () => {};

/** The facts of a subscription: those of its request, without a deadline. */
export function factsOfSubscription<Actor>(facts: RequestFacts<Actor>): RequestFacts<Actor> {
  return { ...facts, signal: unending, keepRunning };
}

/** Who a credential makes the caller. */
export interface Caller<Actor> {
  readonly actor: Actor;
  /**
   * The key of the caller's rate limit; null counts it by its network, like an anonymous caller.
   */
  readonly rateKey: string | null;
  /** The key of the rate limit that it shares with others, if it does. */
  readonly sharedKey?: string | undefined;
}

export type CallerCheck<Actor> =
  | { readonly kind: 'authenticated'; readonly caller: Caller<Actor> }
  | { readonly kind: 'refused'; readonly reason: CredentialRefusal }
  /** Too many credentials that were not seen before are being judged. */
  | { readonly kind: 'busy' };

/** `foreign-address`: it is good, but not from where it came. */
export type CredentialRefusal = 'unknown' | 'expired' | 'revoked' | 'foreign-address';

export interface Authentication<Actor> {
  /** The actor of a request without a credential. */
  readonly anonymous: Actor;
  /**
   * `address` is where the request comes from. Bounds what wrong credentials cost, for each network.
   */
  check(credential: string, address: string): Promise<CallerCheck<Actor>>;
  /**
   * By what a caller without a credential is counted who shows this pass; null for one that is not
   * good, or is not judged just now, whose caller is counted by address. A pass gives no right.
   */
  findPass?(pass: string, address: string): Promise<string | null>;
  /** Of the gateway's own pages; absent where there are none that sign in. */
  readonly sessions?: Sessions<Actor> | undefined;
}

/**
 * Sessions that a browser keeps in a cookie. They count at a path of their own and nowhere else: no
 * page that calls the API, and no page that CORS lets in, acts with the cookie of somebody.
 */
export interface Sessions<Actor> {
  /** Whether the gateway's own page asks, on this very origin and port. */
  isOwnPage(headers: IncomingHttpHeaders, door: SessionDoor): boolean;
  /** The secret in the request's cookie; null where there is none. */
  secretOf(headers: IncomingHttpHeaders): string | null;
  check(secret: string, address: string): Promise<CallerCheck<Actor>>;
}

export type SessionDoor = 'http' | 'socket';
