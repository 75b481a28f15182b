import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { dateOf, systemClock } from '#std/clock';
import type { Service } from '#std/service';

/**
 * A receiver of webhooks on this machine, so that a newcomer sees deliveries arrive without writing
 * one. It verifies each signature by the rules of Standard Webhooks, as any receiver should, and can
 * be told to fail.
 */
export interface Receiver extends Service {
  readonly url: string;
  /** What signs; until it is known nothing is taken for verified. */
  setSecret(secret: string): void;
  answerWith(answer: ReceiverAnswer): void;
  /** How it answers, and its last requests, newest first. */
  report(): ReceiverReport;
}

export const receiverAnswers = { well: 204, fail: 500, gone: 410 } as const;
export type ReceiverAnswer = keyof typeof receiverAnswers;

export interface ReceiverReport {
  readonly answer: ReceiverAnswer;
  readonly requests: readonly ReceivedRequest[];
}

export interface ReceivedRequest {
  /** ISO 8601. */
  readonly at: string;
  /** The header `webhook-id`: the id of the event. */
  readonly eventId: string;
  readonly eventType: string;
  readonly isVerified: boolean;
  /** What it answered. */
  readonly status: number;
  readonly body: string;
}

const requestsMax = 50;
const bodyBytesMax = 512 * 1024;
/** Older requests may be repeated by somebody who saw them. */
const ageSecondsMax = 300;

/** `restart`: what is done when the gateway is ordered to restart. */
export function createReceiver(port: number, restart: () => void): Receiver {
  const requests: ReceivedRequest[] = [];
  let answer: ReceiverAnswer = 'well';
  let secret: string | null = null;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isOrder(request, restartPath)) {
      response.writeHead(204).end();
      restart();
      return;
    }
    if (isOrder(request, answerPath)) {
      const wanted = (await readBody(request)) as ReceiverAnswer;
      if (Object.hasOwn(receiverAnswers, wanted)) answer = wanted;
      response.writeHead(204).end();
      return;
    }
    const body = await readBody(request);
    const status = receiverAnswers[answer];
    const eventId = headerOf(request, 'webhook-id');
    const isVerified = secret !== null && isSigned(request, body, secret);
    const at = dateOf(systemClock).toISOString();
    requests.unshift({ at, eventId, eventType: typeOf(body), isVerified, status, body });
    requests.length = Math.min(requests.length, requestsMax);
    response.writeHead(status).end();
  }

  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy());
  });
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    setSecret(given) {
      secret = given;
    },
    answerWith(given) {
      answer = given;
    },
    report: () => ({ answer, requests: [...requests] }),
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject).listen(port, '127.0.0.1', resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Where the command line tells it how to answer; nothing but this machine reaches it. */
export const answerPath = '/answer';
/** Where the command line has the gateway restart: of the sandbox only this one stays meanwhile. */
export const restartPath = '/restart';

/** A page of another site in a browser here cannot send JSON: it would have to ask before. */
function isOrder({ method, url, headers }: IncomingMessage, path: string): boolean {
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return method === 'POST' && url === path && isJson;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > bodyBytesMax) throw new Error('the body is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString();
}

function isSigned(request: IncomingMessage, body: string, secret: string): boolean {
  const [id, seconds, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(
    (name) => headerOf(request, name),
  );
  if (Math.abs(systemClock.nowMs() / 1000 - Number(seconds)) > ageSecondsMax) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest();
  return (signatures ?? '').split(' ').some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function headerOf({ headers }: IncomingMessage, name: string): string {
  return headers[name]?.toString() ?? '';
}

function typeOf(body: string): string {
  try {
    return String((JSON.parse(body) as { event_type?: unknown }).event_type ?? '');
  } catch {
    return '';
  }
}
