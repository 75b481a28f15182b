/**
 * Receivers in a process of their own: a server for each endpoint that checks the signature of what
 * it gets, answers at once (or, if told to hang, never), and remembers when each event first came.
 */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ReceiversCommand {
  readonly kind: 'secrets' | 'hang' | 'reset' | 'report' | 'count';
  readonly secrets?: readonly string[];
  /** The receiver that never answers; null when all do. */
  readonly hanging?: number | null;
}

export interface ReceiverReport {
  /** Of each event that came, how long after its commit it came first, in milliseconds. */
  readonly lagsMs: readonly number[];
  readonly requestCount: number;
  readonly forgedCount: number;
}

interface Receiver {
  port: number;
  key: Buffer;
  firstLagsMs: Map<string, number>;
  requestCount: number;
  forgedCount: number;
}

const receivers: Receiver[] = [];
let hanging: number | null = null;

function isSigned({ headers }: IncomingMessage, body: Buffer, key: Buffer): boolean {
  const digest = createHmac('sha256', key)
    .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`)
    .update(body)
    .digest('base64');
  return headers['webhook-signature'] === `v1,${digest}`;
}

const committedPattern = /"committing_at_ms":(\d+)/;

function take(receiver: Receiver, request: IncomingMessage, body: Buffer, atMs: number): void {
  const id = String(request.headers['webhook-id']);
  receiver.requestCount += 1;
  if (!isSigned(request, body, receiver.key)) receiver.forgedCount += 1;
  if (receiver.firstLagsMs.has(id)) return;
  const committedMs = Number(committedPattern.exec(body.toString('latin1'))?.[1]);
  receiver.firstLagsMs.set(id, atMs - committedMs);
}

async function listen(index: number): Promise<Receiver> {
  const receiver: Receiver = {
    port: 0,
    key: Buffer.alloc(0),
    firstLagsMs: new Map(),
    requestCount: 0,
    forgedCount: 0,
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const atMs = Date.now();
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(receiver, request, Buffer.concat(chunks), atMs);
      if (hanging !== index) response.writeHead(200).end();
    });
  });
  server.on('connection', (socket: Socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  receiver.port = (server.address() as AddressInfo).port;
  return receiver;
}

function answer({ kind, secrets, hanging: nextHanging }: ReceiversCommand): unknown {
  if (kind === 'secrets') {
    for (const [index, secret] of (secrets ?? []).entries()) {
      const receiver = receivers[index];
      if (receiver) receiver.key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    }
  }
  if (kind === 'hang') hanging = nextHanging ?? null;
  if (kind === 'count') return receivers.map(({ firstLagsMs }) => firstLagsMs.size);
  if (kind === 'report') {
    return receivers.map(({ firstLagsMs, requestCount, forgedCount }) => ({
      lagsMs: [...firstLagsMs.values()],
      requestCount,
      forgedCount,
    }));
  }
  if (kind === 'reset') {
    for (const receiver of receivers) {
      receiver.firstLagsMs = new Map();
      receiver.requestCount = 0;
      receiver.forgedCount = 0;
    }
  }
  return null;
}

for (let index = 0; index < Number(process.argv[2]); index += 1)
  receivers.push(await listen(index));
process.on('message', ({ id, command }: { id: number; command: ReceiversCommand | 'cpu' }) => {
  const result = command === 'cpu' ? process.cpuUsage() : answer(command);
  process.send?.({ id, result });
});
process.send?.({ id: 0, result: receivers.map(({ port }) => port) });
