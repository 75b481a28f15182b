import type { Db } from '#db';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import type { Actor } from '#teams';

/**
 * What a resolver is given: who asks, from where, and the doors of the domain. One context is made
 * for each HTTP request and for each operation on a socket.
 */
export interface Context {
  readonly actor: Actor;
  /** The client's address, judged by the deployment's trusted proxies. */
  readonly address: string;
  readonly requestId: string;
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  /** Aborted when the client left or the request's deadline passed. */
  readonly signal: AbortSignal;
  readonly services: Services;
}

/**
 * What the parts of the house offer to the schema beyond functions that take `db`: one line a
 * part, typed by that part's door. The composition root fills it.
 */
// biome-ignore lint/suspicious/noEmptyInterface: parts add their line.
export interface Services {}
