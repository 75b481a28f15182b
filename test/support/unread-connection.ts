import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection that sends requests to the API and reads nothing until it is told to. */
export interface UnreadConnection {
  readonly socket: Socket;
  /** Reads from now on. Resolves with all bytes once the other side has closed. */
  readAll(): Promise<Buffer>;
  /** Resolves when the other side has closed it, which shows only by a write that fails. */
  readonly closed: Promise<unknown>;
}

export interface UnreadRequest {
  readonly query: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly count?: number;
}

export async function openUnread(
  url: string,
  { query, headers = {}, count = 1 }: UnreadRequest,
): Promise<UnreadConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.pause();
  const body = JSON.stringify({ query });
  const lines = { host: hostname, 'content-type': 'application/json', ...headers };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  const request = `POST /graphql HTTP/1.1\r\n${head.join('')}content-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  socket.write(`${request}${body}`.repeat(count));
  return {
    socket,
    closed,
    async readAll() {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.resume();
      await closed;
      return Buffer.concat(chunks);
    },
  };
}
