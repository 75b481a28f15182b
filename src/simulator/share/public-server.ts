import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import {
  createLedger,
  type RecordedRequest,
  type Region,
  recordRequest,
  recordServed,
  routeOf,
} from '#simulator/people';
import { invalidArgument, notAText } from './application-error.ts';
import { parametersOf, parseBody, readBody, wrongTokenOf } from './call.ts';
import { type Delivery, deliver, withhold } from './delivery.ts';
import { replacementOf } from './effect-answer.ts';
import { accountNamed, type Call, type Endpoint, refuse } from './endpoint.ts';
import type { Effect } from './fault.ts';
import { loginEndpoints } from './login-endpoints.ts';
import { readEndpoints } from './read-endpoints.ts';
import type { ShareResponse } from './share-response.ts';
import { htmlResponse } from './share-response.ts';
import { sharingEndpoints } from './sharing-endpoints.ts';
import { uploadEndpoints } from './upload-endpoint.ts';
import type { World } from './world.ts';

/**
 * Share itself, over HTTP/1.1. A request goes through the same steps as at Dexcom: the front end
 * (where faults strike), then the application. It is entered in the ledger when it arrives, so that
 * a client killed while it waits has been counted.
 */
const endpoints: Readonly<Record<string, Endpoint>> = {
  ...loginEndpoints,
  ...readEndpoints,
  ...sharingEndpoints,
  ...uploadEndpoints,
};

/** Longer than the pools of common clients keep a connection, so that it is they who close it. */
const keepAliveMs = 120_000;

interface Received {
  readonly region: Region | null;
  readonly endpoint: Endpoint | undefined;
  readonly isPath: boolean;
  readonly isMethod: boolean;
  readonly isTooLarge: boolean;
  readonly isJson: boolean;
  readonly bodyText: string;
  readonly call: Call;
}

export interface PublicServer {
  readonly server: Server;
  /** Resolves when no answer is on its way any more. */
  settled(): Promise<void>;
}

/** In PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** With a certificate it speaks TLS. */
export function createPublicServer(
  world: World,
  stopping: AbortSignal,
  certificate: Certificate | null,
): PublicServer {
  const answering = new Map<Socket, ServerResponse>();
  const listener: RequestListener = (request, response) => {
    const { socket } = request;
    answering.set(socket, response);
    response.once('close', () => answering.delete(socket));
    response.on('error', () => response.destroy());
    void serve(world, request, response, stopping);
  };
  const server = certificate
    ? createTlsServer({ keepAliveTimeout: keepAliveMs, ...certificate }, listener)
    : createServer({ keepAliveTimeout: keepAliveMs }, listener);
  server.on('connection', (socket) => {
    world.tally.connections++;
    world.tally.openConnections++;
    socket.once('close', () => world.tally.openConnections--);
  });
  server.on('clientError', (_, socket) => closeQuietly(socket as Socket, answering));
  return {
    server,
    async settled() {
      const ends = [...answering.values()]
        .filter((response) => response.req.complete && !response.closed)
        .map((response) => new Promise((resolve) => void response.once('close', resolve)));
      await Promise.all(ends);
    },
  };
}

/**
 * Some clients announce an empty body and then send two bytes. Those cannot be told from the start
 * of a malformed request, but must not spoil the answer before them: it goes out, nothing is said
 * about the bytes, and the connection, which cannot be read any further, closes behind it.
 */
function closeQuietly(socket: Socket, answering: ReadonlyMap<Socket, ServerResponse>): void {
  const response = answering.get(socket);
  if (!response || response.writableFinished) {
    socket.destroySoon();
    return;
  }
  response.shouldKeepAlive = false;
  response.once('finish', () => socket.destroySoon());
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  let entry: RecordedRequest | undefined;
  try {
    const received = await receive(world, request);
    entry = enter(world, received.call, received.region);
    await respond(world, received, entry, { request, response, stopping });
  } catch (error) {
    if (entry) entry.outcome = request.destroyed ? 'gone' : 'failed';
    if (!request.destroyed && !response.destroyed) {
      world.log.error('simulator.request-failed', { error });
    }
    response.destroy();
  } finally {
    if (entry) {
      const { byOutcome } = world.tally;
      byOutcome.set(entry.outcome, (byOutcome.get(entry.outcome) ?? 0) + 1);
    }
  }
}

async function receive(world: World, request: IncomingMessage): Promise<Received> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const route = routeOf(path, request.headers.host);
  const endpoint = route ? endpoints[route.endpoint] : undefined;
  const { text, isTooLarge } = await readBody(request);
  const body = parseBody(text, request.headers['content-type']);
  const parameters = parametersOf(mark < 0 ? '' : url.slice(mark + 1), body?.value);
  const region = route?.region ?? null;
  const kind = endpoint?.kind ?? 'other';
  const nowMs = world.clock.nowMs();
  const account = region ? accountNamed(world, region, kind, parameters, nowMs) : null;
  return {
    region,
    endpoint,
    isPath: endpoint !== undefined,
    isMethod: endpoint === undefined || isMethodOf(endpoint, request.method),
    isTooLarge,
    isJson: body !== null,
    bodyText: text,
    call: {
      world,
      region: region ?? 'US',
      kind,
      parameters,
      body: body?.value,
      accept: request.headers.accept ?? '',
      nowMs,
      account,
    },
  };
}

function isMethodOf(endpoint: Endpoint, method: string | undefined): boolean {
  return method === 'POST' || (method === 'GET' && endpoint.takesGet);
}

function enter(world: World, call: Call, region: Region | null): RecordedRequest {
  const { tally, limits } = world;
  tally.requests++;
  tally.byKind[call.kind]++;
  if (region) tally.byRegion[region]++;
  if (call.account) {
    call.account.ledger ??= createLedger();
    return recordRequest(call.account.ledger, call.kind, call.nowMs, limits.requestsKeptMax);
  }
  tally.strangers++;
  return { atMs: call.nowMs, kind: call.kind, outcome: 'pending' };
}

async function respond(
  world: World,
  received: Received,
  entry: RecordedRequest,
  wire: Pick<Delivery, 'request' | 'response'> & { readonly stopping: AbortSignal },
): Promise<void> {
  const { call, region } = received;
  const { account, kind, nowMs } = call;
  const effects = world.faults.claim({ region, account, kind, nowMs });
  const { request, response } = wire;
  const signal = effects.length > 0 ? signalOf(response, wire.stopping) : undefined;
  const delivery = { request, response, clock: world.clock, random: world.random, signal };

  const latency = effects.find((effect) => effect.kind === 'latency');
  if (latency) {
    await world.clock.sleep(latency.delayMs + (latency.jitterMs ?? 0) * world.random(), signal);
  }
  if (signal?.aborted) {
    entry.outcome = 'gone';
    response.destroy();
    return;
  }
  const silent = effects.find((effect) => effect.kind === 'hang' || effect.kind === 'reset');
  if (silent) {
    entry.outcome = `fault:${silent.kind}`;
    keep(world, received, request, entry, null);
    return withhold(delivery, silent);
  }
  const answer = decideAnswer(
    { ...received, call: { ...call, nowMs: world.clock.nowMs() } },
    effects,
  );
  entry.outcome = outcomeOf(answer, effects);
  if (account?.ledger && answer.status === 200 && !entry.outcome.startsWith('fault:')) {
    recordServed(account.ledger, entry);
  }
  keep(world, received, request, entry, answer);
  const isWhole = await deliver(delivery, answer, effects);
  if (!isWhole && signal?.aborted) entry.outcome = 'gone';
}

/** The answer of the front end, of a fault, or of the application, in this order. */
function decideAnswer(received: Received, effects: readonly Effect[]): ShareResponse {
  const { call, endpoint } = received;
  for (const effect of effects) {
    const replacement = replacementOf(effect, call);
    if (replacement) return replacement;
  }
  if (!endpoint) return htmlResponse(404, '404 Not Found', 'No such service.', 'not-found');
  if (!received.isMethod) {
    const text = 'This service takes POST only.';
    const answer = htmlResponse(405, '405 Method Not Allowed', text, 'bad-method');
    return { ...answer, headers: { Allow: 'POST' } };
  }
  if (received.isTooLarge) {
    const text = 'The body is too large.';
    const answer = htmlResponse(413, '413 Request Entity Too Large', text, 'too-large');
    return { ...answer, headers: { Connection: 'close' } };
  }
  if (!received.isJson) {
    return refuse(call, invalidArgument('JSON parse error: Unexpected character'));
  }
  const wrongToken = wrongTokenOf(call.body);
  if (wrongToken) return refuse(call, notAText(wrongToken));
  return endpoint.handle(call);
}

function outcomeOf(answer: ShareResponse, effects: readonly Effect[]): string {
  const bringing = effects.find(({ kind }) => kind === 'truncated' || kind === 'slow');
  return bringing && answer.status === 200 && !answer.outcome.startsWith('fault:')
    ? `fault:${bringing.kind}`
    : answer.outcome;
}

/** Ends a wait when the client leaves or the simulator stops. */
function signalOf(response: ServerResponse, stopping: AbortSignal): AbortSignal {
  const left = new AbortController();
  response.once('close', () => left.abort());
  return AbortSignal.any([left.signal, stopping]);
}

function keep(
  { wireLog }: World,
  { call, bodyText }: Received,
  request: IncomingMessage,
  { outcome }: RecordedRequest,
  answer: ShareResponse | null,
): void {
  if (!wireLog.isKept) return;
  wireLog.add({
    atMs: call.nowMs,
    method: request.method ?? '',
    url: request.url ?? '',
    requestHeaders: request.headers,
    requestBody: bodyText,
    status: answer?.status ?? null,
    responseBody: answer?.body ?? '',
    outcome,
  });
}
