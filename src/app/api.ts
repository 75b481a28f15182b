import type { Registry } from 'prom-client';
import type { Config } from '#config';
import { type DatabaseHandle, findSchemaMismatch, isDatabaseUnavailable } from '#db';
import { exportPath, openExport } from '#exports';
import type { CredentialWatch, LiveMessage } from '#live';
import { oauthProvider } from '#providers';
import { answerRest, keyHeader, passHeader, refusalBody, requestHeaders, restPath } from '#rest';
import { type Context, endContext, type Services, schema } from '#schema';
import {
  type Attachment,
  attachWebSocket,
  type CallerCheck,
  createServer,
  type Downloads,
  type JsonDoor,
  type RequestFacts,
  type Routes,
  type Server,
  serverLimitDefaults,
  type WebSocketService,
} from '#server';
import { type Clock, systemClock } from '#std/clock';
import type { FairLine } from '#std/fair-line';
import type { Log } from '#std/log';
import type { ProvenLine } from '#std/proven-line';
import { SealedBoxError } from '#std/sealed-box';
import { type Actor, anonymous, isTeamActor, subjectOf } from '#teams';
import { consoleOperations, linkOperations } from '#web';
import { createConsentDoor } from './consent-door.ts';
import { openConsole, type SandboxConsole } from './console.ts';
import { createLinkPasses } from './link-passes.ts';
import { createPages } from './pages.ts';
import type { Traces } from './traces.ts';

export interface ApiParts {
  readonly config: Config;
  readonly log: Log;
  readonly api: DatabaseHandle;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly services: Services;
  /** Where credentials and passes wait that were not seen before. */
  readonly strangers: FairLine;
  /** Where they wait who come for a consent. */
  readonly consentLine: ProvenLine;
  readonly credentialWatch: CredentialWatch;
  /** Null when tracing is off. */
  readonly traces: Traces | null;
  /** Null outside the sandbox. */
  readonly sandbox: SandboxConsole | null;
}

/** Makes the API server: gives it the schema, the authentication and the context of resolvers. */
export function createApiServer(parts: ApiParts): Server {
  const { config, log, api, clock, registry, services } = parts;
  const { host, port, trustedProxies, corsOrigins, drainDelayMs } = config;
  const { isGraphiqlServed, introspection, persistedOperations } = config;
  const { metricsToken, metricsPort } = config;
  const { authenticator } = services;
  const console = openConsole({ ...parts, db: api.db, authenticator, callerOf });
  return createServer<Actor, Context>({
    schema,
    ...{ host, port, trustedProxies, corsOrigins, drainDelayMs },
    ...{ isGraphiqlServed, introspection, persistedOperations, metricsToken, metricsPort },
    isUnavailable,
    clock: systemClock,
    log,
    metrics: registry,
    onRequest: parts.traces?.onRequest,
    limits: {
      ...serverLimitDefaults,
      ...config.bounds,
      requestsPerMinutePerKey: config.requestsPerMinutePerKey,
      requestsPerMinutePerTeam: config.requestsPerMinutePerTeam,
      requestsPerMinutePerAddress: config.requestsPerMinutePerAddress,
      bodyBytesMax: config.requestBodyBytesMax,
      deadlineMs: config.requestDeadlineMs,
    },
    authentication: {
      anonymous,
      async check(credential, address) {
        const answer = await services.authenticator.authenticate(credential, address);
        if (answer.kind === 'authenticated') return callerOf(answer.actor);
        return answer.kind === 'busy' ? answer : { kind: 'refused', reason: answer.reason };
      },
      findPass: createLinkPasses({ ...parts, db: api.db }),
      sessions: console?.sessions,
    },
    jsonDoors: [...(console?.doors ?? []), ...consentDoorsOf(parts)],
    pageOperations: new Set([...linkOperations, ...consoleOperations]),
    basePath:
      config.publicUrl === null ? '' : new URL(config.publicUrl).pathname.replace(/\/$/, ''),
    createContext: (facts: RequestFacts<Actor>) => ({
      ...facts,
      // When the client has left, the request's statements are cancelled in Postgres too.
      db: api.abortable(facts.signal),
      clock,
      services,
    }),
    endContext,
    rightsOf: ({ actor }) => rightsOf(actor),
    cursorOf: (event) => (event as Partial<LiveMessage>).cursor ?? null,
    sizeOfEvent: (event) => (event as Partial<LiveMessage>).event?.payload.length ?? 1,
    isGraphqlServed: config.role !== 'worker',
    ...(config.role === 'worker'
      ? {}
      : {
          downloads: downloadsOf(parts),
          routes: routesOf(parts),
          pages: createPages({
            db: api.db,
            strangers: parts.strangers,
            clock,
            log,
            isConsoleServed: console !== null,
            isConsentServed: isConsentServed(parts),
            isHttps: config.publicUrl?.startsWith('https:') ?? false,
          }),
          attach: (attachment: Attachment<Actor>) => attachSockets(attachment, parts),
        }),
    findReadinessProblems: async () => {
      try {
        return (await findSchemaMismatch(api.db)) ? ['schema'] : [];
      } catch {
        return ['database'];
      }
    },
  });
}

function isConsentServed({ services: { consents } }: ApiParts): boolean {
  return consents.redirectUri !== null && consents.providers[oauthProvider].appRegions.length > 0;
}

/** A worker links nobody. */
function consentDoorsOf({ config, services, consentLine: line, log }: ApiParts): JsonDoor[] {
  if (config.role === 'worker') return [];
  const linkPageOf = services.linkPages.urlOf;
  const { publicUrl, requestDeadlineMs: deadlineMs } = config;
  const parts = { ...services.consents, line, log, publicUrl, deadlineMs, linkPageOf };
  return [createConsentDoor(parts)];
}

function routesOf({ api, clock, services }: ApiParts): Routes<Actor> {
  return {
    ...{ path: restPath, keyHeader, passHeader, requestHeaders, refusalBody },
    answer: (request, facts) =>
      answerRest(request, { ...facts, db: api.abortable(facts.signal), clock, services }),
  };
}

function downloadsOf({ api, clock, services }: ApiParts): Downloads {
  const { exportTokens: tokens, sealer, readCounter } = services;
  const parts = { clock, sealer, tokens, readCounter };
  return {
    path: exportPath,
    open: (token, { address, signal, takePlace }) =>
      openExport({ ...parts, db: api.abortable(signal), address, takePlace }, token),
  };
}

function attachSockets(
  attachment: Attachment<Actor>,
  { config, clock, services, credentialWatch }: ApiParts,
): WebSocketService {
  return attachWebSocket({
    ...attachment,
    isUnavailable,
    watchCredential(actor, onEnd) {
      if (actor.kind === 'anonymous') return () => {};
      const expiresAtMs = actor.expiresAt?.getTime() ?? null;
      return credentialWatch.watch({ subject: subjectOf(actor), expiresAtMs }, onEnd);
    },
    connectionAckPayload: () => ({
      cursor: services.live.currentCursor(),
      now: new Date(clock.nowMs()).toISOString(),
    }),
    limits: {
      deadlineMs: config.requestDeadlineMs,
      messageBytesMax: config.requestBodyBytesMax,
      requestsPerMinutePerCaller: config.requestsPerMinutePerKey,
    },
  });
}

/** A node that was cut off seals nothing until the database has told it how. */
function isUnavailable(error: unknown): boolean {
  const isUnsure = error instanceof SealedBoxError && error.failure === 'unsure';
  return isUnsure || isDatabaseUnavailable(error);
}

/** A key that is equal for actors with equal rights, which see the same of an event. */
function rightsOf(actor: Actor): string | null {
  if (actor.kind === 'anonymous') return null;
  if (isTeamActor(actor)) return `team ${actor.teamId} ${actor.scopes.join(' ')}`;
  return `user ${actor.teamId} ${actor.userId} ${actor.scopes.join(' ')}`;
}

function callerOf(actor: Actor): CallerCheck<Actor> {
  return {
    kind: 'authenticated',
    caller: { actor, rateKey: rateKeyOf(actor), sharedKey: sharedKeyOf(actor) },
  };
}

/** All keys and users of a team share a rate. */
function sharedKeyOf(actor: Actor): string | undefined {
  return actor.kind === 'anonymous' ? undefined : actor.teamId;
}

/** The rate of a key is counted by key, with its sessions; that of a user token by user. */
function rateKeyOf(actor: Actor): string | null {
  if (actor.kind === 'api-key') return `key ${actor.keyId}`;
  if (actor.kind === 'session') return actor.keyId ? `key ${actor.keyId}` : subjectOf(actor);
  return actor.kind === 'user-token' ? `user ${actor.userId}` : null;
}
