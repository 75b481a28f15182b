import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Clock } from '#std/clock';
import type { Random } from '#std/random';
import type { Effect } from './fault.ts';
import type { ShareResponse } from './share-response.ts';
import { headersOf, visitorCookie } from './wire-headers.ts';

/** Brings an answer to the client, whole or spoilt as the effects say. */
export interface Delivery {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted when the client has left or the simulator stops. */
  readonly signal: AbortSignal | undefined;
}

const dripsMax = 20;
const forEverMs = Number.MAX_SAFE_INTEGER;

/** Returns whether a whole answer was sent. */
export async function deliver(
  delivery: Delivery,
  answer: ShareResponse,
  effects: readonly Effect[],
): Promise<boolean> {
  const truncated = effects.find((effect) => effect.kind === 'truncated');
  if (truncated) return sendTruncated(delivery, answer, truncated.isCut ?? false);
  const slow = effects.find((effect) => effect.kind === 'slow');
  if (slow) return sendSlowly(delivery, answer, slow.overMs);
  sendWhole(delivery, answer);
  return true;
}

/** Leaves the client without an answer: by a reset at once, or by silence. */
export async function withhold(
  { request, clock, signal }: Delivery,
  effect: Extract<Effect, { kind: 'hang' | 'reset' }>,
): Promise<void> {
  if (effect.kind === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  await clock.sleep(effect.forMs ?? forEverMs, signal);
  request.socket.destroy();
}

function sendWhole({ request, response, clock, random }: Delivery, answer: ShareResponse): void {
  const isGzip = answer.family !== 'text' && answer.body !== '' && acceptsGzip(request);
  const body = isGzip ? gzipSync(answer.body, { level: 1 }) : Buffer.from(answer.body);
  const headers = headersOf(answer, {
    nowMs: clock.nowMs(),
    random,
    isGzip,
    isKnown: isKnown(request),
  });
  response.writeHead(answer.status, { ...headers, ...lengthOf(request, answer, body.length) });
  response.end(body);
}

/** Whether the client kept the front end's cookie, as few do. */
function isKnown({ headers }: IncomingMessage): boolean {
  return headers.cookie?.includes(visitorCookie) ?? false;
}

/** Readings come in chunks; all else tells its length. */
function lengthOf(
  request: IncomingMessage,
  { status, family }: ShareResponse,
  bytes: number,
): Record<string, string> {
  const isChunked = family === 'data' && status === 200 && bytes > 0;
  return isChunked && request.httpVersion !== '1.0'
    ? { 'Transfer-Encoding': 'chunked' }
    : { 'Content-Length': `${bytes}` };
}

async function sendTruncated(
  { request, response, clock, random }: Delivery,
  answer: ShareResponse,
  isCut: boolean,
): Promise<boolean> {
  const whole = Buffer.from(answer.body);
  const part = whole.subarray(0, Math.floor(whole.length * 0.6));
  const bytes = isCut ? whole.length : part.length;
  const headers = headersOf(answer, {
    nowMs: clock.nowMs(),
    random,
    isGzip: false,
    isKnown: isKnown(request),
  });
  response.writeHead(answer.status, { ...headers, 'Content-Length': `${bytes}` });
  if (!isCut) response.end(part);
  else response.write(part, () => response.destroy());
  return false;
}

async function sendSlowly(
  { request, response, clock, random, signal }: Delivery,
  answer: ShareResponse,
  overMs: number,
): Promise<boolean> {
  const body = Buffer.from(answer.body);
  const headers = headersOf(answer, {
    nowMs: clock.nowMs(),
    random,
    isGzip: false,
    isKnown: isKnown(request),
  });
  response.writeHead(answer.status, { ...headers, ...lengthOf(request, answer, body.length) });
  response.flushHeaders();
  const drips = Math.max(1, Math.min(dripsMax, body.length));
  for (let drip = 0; drip < drips; drip++) {
    await clock.sleep(overMs / drips, signal);
    if (signal?.aborted) {
      response.destroy();
      return false;
    }
    const start = Math.floor((drip * body.length) / drips);
    response.write(body.subarray(start, Math.floor(((drip + 1) * body.length) / drips)));
  }
  response.end();
  return true;
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b/.test(`${headers['accept-encoding'] ?? ''}`);
}
