import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { eventually } from './eventually.ts';

/** A real HTTP server that receives webhooks and answers, or misbehaves, as it is told. */
export interface WebhookReceiver {
  /** With a path, `http://127.0.0.1:<port>/hook`. */
  readonly url: string;
  readonly port: number;
  readonly received: readonly ReceivedWebhook[];
  /** How many connections are open now. */
  connectionCount(): number;
  /** From now on each request is answered so. */
  answerWith(answer: Answering): void;
  /** Resolves when that many webhooks have been received whole. */
  waitFor(count: number, timeoutMs?: number): Promise<readonly ReceivedWebhook[]>;
  close(): Promise<void>;
}

export interface ReceivedWebhook {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** By this machine's clock. */
  readonly atMs: number;
}

export type Answering = (
  response: ServerResponse,
  webhook: ReceivedWebhook,
  socket: Socket,
) => unknown;

export const ok: Answering = (response) => response.writeHead(200).end('thanks');

/** Answers with a status and nothing else. */
export function status(code: number, headers: Record<string, string> = {}): Answering {
  return (response) => response.writeHead(code, headers).end();
}

export interface ReceiverOptions {
  readonly isTls?: boolean;
  readonly answer?: Answering;
}

const certificates = new URL('../fixtures/tls/', import.meta.url);

/** The authority that vouches for the receiver's certificate (`receiver.test`, 127.0.0.1). */
export const testAuthority: string = readFileSync(new URL('authority.pem', certificates), 'utf8');

export async function createWebhookReceiver(
  options: ReceiverOptions = {},
): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  const sockets = new Set<Socket>();
  let answer = options.answer ?? ok;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const webhook: ReceivedWebhook = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString('utf8'),
      atMs: Date.now(),
    };
    received.push(webhook);
    answer(response, webhook, request.socket);
  }

  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    // A sender that hangs up in mid request is of no interest here.
    void receive(request, response).catch(() => {});
  const server = options.isTls ? createTlsServer(keys(), onRequest) : createServer(onRequest);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `${options.isTls ? 'https' : 'http'}://127.0.0.1:${port}/hook`,
    port,
    received,
    connectionCount: () => sockets.size,
    answerWith(next) {
      answer = next;
    },
    async waitFor(count, timeoutMs) {
      await eventually(() => received.length >= count, timeoutMs ? { timeoutMs } : {});
      return received;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await eventually(() => !server.listening);
    },
  };
}

function keys(): { key: Buffer; cert: Buffer } {
  return {
    key: readFileSync(new URL('receiver.key.pem', certificates)),
    cert: readFileSync(new URL('receiver.pem', certificates)),
  };
}
