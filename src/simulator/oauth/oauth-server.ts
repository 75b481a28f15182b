import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import type { AccountRecord } from '#simulator/people';
import { type Certificate, readBody } from '#simulator/share';
import { accountOfForm, askForConsent, takeConsent } from './consent-endpoints.ts';
import { answerData } from './data-endpoints.ts';
import { bareAnswer, type OAuthAnswer, type OAuthRequest, pageAnswer } from './oauth-answer.ts';
import { type OAuthCallKind, oauthCallKinds } from './oauth-calls.ts';
import type { OAuthCallGroup, OAuthEffect } from './oauth-fault.ts';
import type { OAuthWorld } from './oauth-world.ts';
import { realmRouteOf } from './realm.ts';
import { giveTokens, refuse } from './token-endpoint.ts';

/**
 * The OAuth API of all realms over HTTP/1.1. A call goes through the front end, where faults strike
 * and calls are counted, and then to its endpoint; it is entered in the record when it arrives.
 */
const keepAliveMs = 120_000;
const forEverMs = Number.MAX_SAFE_INTEGER;

const dataPath = /^\/v3\/users\/self\/([A-Za-z]+)$/;
const oauthPath = /^\/v[23]\/oauth2\/(login|consent|token)$/;

export function createOAuthServer(
  world: OAuthWorld,
  stopping: AbortSignal,
  certificate: Certificate | null,
): Server {
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => response.destroy());
    void serve(world, request, response, stopping).catch((error: unknown) => {
      if (!request.destroyed) world.log.error('simulator.request-failed', { error });
      response.destroy();
    });
  };
  return certificate
    ? createTlsServer({ keepAliveTimeout: keepAliveMs, ...certificate }, listener)
    : createServer({ keepAliveTimeout: keepAliveMs }, listener);
}

async function serve(
  world: OAuthWorld,
  incoming: IncomingMessage,
  response: ServerResponse,
  stopping: AbortSignal,
): Promise<void> {
  const { kind, request } = await receive(world, incoming);
  const { entry, account, form } = request;
  const isRefresh = kind === 'token' && form.get('grant_type') === 'refresh_token';
  const end = account ? world.calls.begin(entry, account, isRefresh) : () => {};
  const left = new AbortController();
  response.once('close', () => left.abort());
  const signal = AbortSignal.any([left.signal, stopping]);
  try {
    const { realm, nowMs } = request;
    const groups = groupsOf(kind, isRefresh);
    const { effect, delayMs } = world.faults.claim({ realm, account, groups, nowMs });
    if (delayMs > 0) await world.clock.sleep(delayMs, signal);
    if (signal.aborted) {
      world.calls.settle(entry, null, 'gone');
      response.destroy();
      return;
    }
    if (effect?.kind === 'hang' || effect?.kind === 'reset') {
      world.calls.settle(entry, null, `fault:${effect.kind}`);
      if (effect.kind === 'hang') await world.clock.sleep(effect.forMs ?? forEverMs, signal);
      incoming.socket.resetAndDestroy();
      return;
    }
    const late = { ...request, nowMs: world.clock.nowMs() };
    const answer = answerOf(late, kind, effect);
    if (effect?.kind === 'lost-answer') {
      world.calls.settle(entry, null, 'fault:lost-answer');
      incoming.socket.resetAndDestroy();
      return;
    }
    world.calls.settle(entry, answer.status, answer.outcome);
    send(incoming, response, answer, effect?.kind === 'truncated');
  } finally {
    end();
  }
}

async function receive(
  world: OAuthWorld,
  incoming: IncomingMessage,
): Promise<{ readonly kind: OAuthCallKind; readonly request: OAuthRequest }> {
  const { text } = await readBody(incoming);
  const { pathname, searchParams: query } = new URL(incoming.url ?? '/', 'http://simulator');
  const { realm, path } = realmRouteOf(pathname, incoming.headers.host);
  const kind = kindOf(path);
  const nowMs = world.clock.nowMs();
  const type = incoming.headers['content-type'] ?? '';
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  const form = new URLSearchParams(isForm ? text : '');
  const bearer = /^Bearer (\S+)$/i.exec(incoming.headers.authorization ?? '')?.[1] ?? null;
  const entry = world.calls.enter({
    atMs: nowMs,
    realm,
    kind,
    clientId: null,
    username: null,
    startDate: query.get('startDate'),
    endDate: query.get('endDate'),
  });
  const base = { world, realm, method: incoming.method ?? '', query, form, isForm, bearer };
  const request = { ...base, nowMs, entry, account: null };
  return { kind, request: { ...request, account: accountOfCall(request, kind) } };
}

function kindOf(path: string): OAuthCallKind {
  const name = (oauthPath.exec(path) ?? dataPath.exec(path))?.[1];
  return oauthCallKinds.find((kind) => kind === name && kind !== 'other') ?? 'other';
}

function accountOfCall(request: OAuthRequest, kind: OAuthCallKind): AccountRecord | null {
  const { world, realm, form, bearer, nowMs } = request;
  if (kind === 'consent') return accountOfForm(world, realm, form);
  if (kind === 'token') {
    const byRefresh = world.grants.findRefresh(form.get('refresh_token') ?? '')?.grant;
    return (byRefresh ?? world.grants.findCode(form.get('code') ?? ''))?.record ?? null;
  }
  return bearer === null ? null : (world.grants.findAccess(bearer, nowMs)?.grant.record ?? null);
}

function groupsOf(kind: OAuthCallKind, isRefresh: boolean): readonly OAuthCallGroup[] {
  if (kind === 'token') return [kind, isRefresh ? 'refresh' : 'code'];
  if (kind === 'login' || kind === 'consent' || kind === 'other') return [kind];
  return [kind, 'data'];
}

function answerOf(
  request: OAuthRequest,
  kind: OAuthCallKind,
  effect: OAuthEffect | null,
): OAuthAnswer {
  const replaced = effect && replacementOf(request, effect);
  if (replaced) return replaced;
  if (kind === 'other') return bareAnswer(404, 'not-found');
  if (kind === 'login') return askForConsent(request);
  if (kind === 'consent') return takeConsent(request);
  if (kind === 'token') return giveTokens(request);
  const answer = limited(request) ?? answerData(request, kind);
  return effect?.kind === 'malformed-records' ? withMalformed(answer) : answer;
}

function replacementOf({ world }: OAuthRequest, effect: OAuthEffect): OAuthAnswer | null {
  const outcome = `fault:${effect.kind}`;
  switch (effect.kind) {
    case 'throttle':
      return throttled(effect.retryAfterSeconds ?? null, outcome);
    case 'gateway-error': {
      const html = '<p>The web server reported an error.</p>';
      return pageAnswer({ title: 'Service Unavailable', html }, outcome, effect.status);
    }
    case 'status':
      return bareAnswer(effect.status, outcome);
    case 'error':
      return { ...refuse(world, effect.error, effect.status), outcome };
    default:
      return null;
  }
}

function throttled(retryAfterSeconds: number | null, outcome: string): OAuthAnswer {
  const answer = bareAnswer(429, outcome);
  if (retryAfterSeconds === null) return answer;
  return { ...answer, headers: { 'Retry-After': `${retryAfterSeconds}` } };
}

/** Counts the call for its client; the answer when these were too many. */
function limited({ world, realm, bearer, nowMs }: OAuthRequest): OAuthAnswer | null {
  const grant = bearer === null ? null : world.grants.findAccess(bearer, nowMs)?.grant;
  if (!grant) return null;
  const { callsPerHourMax, retryAfterSeconds } = world.style;
  const count = world.calls.countOfHour(realm, grant.clientId, nowMs);
  return count > callsPerHourMax ? throttled(retryAfterSeconds, 'too-many-calls') : null;
}

const malformed = [null, 7, {}, { recordId: 'x', systemTime: 'yesterday', value: 'high' }];

function withMalformed(answer: OAuthAnswer): OAuthAnswer {
  if (answer.status !== 200) return answer;
  const body = JSON.parse(answer.body) as { records?: unknown[] };
  const records = body.records && [...malformed, ...body.records, ...malformed];
  return { ...answer, body: JSON.stringify({ ...body, ...(records ? { records } : {}) }) };
}

const contentTypes = { json: 'application/json', html: 'text/html; charset=utf-8' } as const;

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: OAuthAnswer,
  isTruncated: boolean,
): void {
  const told = isTruncated ? body.slice(0, Math.floor(body.length * 0.6)) : body;
  const isGzip = told !== '' && /\bgzip\b/.test(`${request.headers['accept-encoding'] ?? ''}`);
  const bytes = isGzip ? gzipSync(told, { level: 1 }) : Buffer.from(told);
  response.writeHead(status, {
    ...(type === 'none' ? {} : { 'Content-Type': contentTypes[type] }),
    ...(isGzip ? { 'Content-Encoding': 'gzip' } : {}),
    'Content-Length': `${bytes.length}`,
    ...headers,
  });
  response.end(bytes);
}
