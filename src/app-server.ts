import type { Registry } from 'prom-client';
import type { Config } from '#config';
import { type DatabaseHandle, findSchemaMismatch, isDatabaseUnavailable } from '#db';
import { type Context, type Services, schema } from '#schema';
import {
  type CallerCheck,
  createServer,
  type RequestFacts,
  type Server,
  serverLimitDefaults,
} from '#server';
import { type Clock, systemClock } from '#std/clock';
import type { Log } from '#std/log';
import { type Actor, anonymous } from '#teams';

export interface ApiParts {
  readonly config: Config;
  readonly log: Log;
  readonly api: DatabaseHandle;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly services: Services;
}

/** Mounts the schema: tells the server who a credential is and what a resolver is given. */
export function createApiServer(parts: ApiParts): Server {
  const { config, log, api, clock, registry, services } = parts;
  const { host, port, trustedProxies, corsOrigins } = config;
  const { isGraphiqlServed, introspection, persistedOperations } = config;
  return createServer<Actor, Context>({
    schema,
    ...{ host, port, trustedProxies, corsOrigins },
    ...{ isGraphiqlServed, introspection, persistedOperations },
    isUnavailable: isDatabaseUnavailable,
    clock: systemClock,
    log,
    metrics: registry,
    limits: {
      ...serverLimitDefaults,
      requestsPerMinutePerKey: config.requestsPerMinutePerKey,
      requestsPerMinutePerAddress: config.requestsPerMinutePerAddress,
      bodyBytesMax: config.requestBodyBytesMax,
      deadlineMs: config.requestDeadlineMs,
    },
    authentication: { anonymous, check: (credential) => checkCaller(services, credential) },
    createContext: (facts: RequestFacts<Actor>) => ({ ...facts, db: api.db, clock, services }),
    findTroubles: async () => {
      try {
        return (await findSchemaMismatch(api.db)) ? ['schema'] : [];
      } catch {
        return ['database'];
      }
    },
  });
}

async function checkCaller(services: Services, credential: string): Promise<CallerCheck<Actor>> {
  const answer = await services.credentials.authenticate(credential);
  if (answer.kind === 'refused') return answer;
  const { actor } = answer;
  return { kind: 'authenticated', caller: { actor, rateKey: rateKeyOf(actor) } };
}

/** A key is counted by itself, a user token by its user. */
function rateKeyOf(actor: Actor): string | null {
  if (actor.kind === 'api-key') return `key ${actor.keyId}`;
  return actor.kind === 'user-token' ? `user ${actor.userId}` : null;
}
