import type { Server as HttpServer } from 'node:http';
import type { Engine } from '#server/engine';
import type { AddressResolver, Authentication } from '#server/http';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';

/** What sockets on the same port need of the server. */
export interface Attachment<Actor> {
  readonly http: HttpServer;
  /** Parses, validates and executes under the limits of operations. */
  readonly engine: Engine<Actor>;
  readonly authentication: Authentication<Actor>;
  readonly addressOf: AddressResolver;
  readonly corsOrigins: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}
