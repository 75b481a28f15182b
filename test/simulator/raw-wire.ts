import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection on which a test writes bytes itself. */
export interface RawWire {
  send(text: string): void;
  /** Waits until what came matches, or the connection has ended. Returns what came. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for the end. Returns what came, and how it ended. */
  ended(): Promise<{ readonly text: string; readonly isReset: boolean }>;
}

export async function openRawWire(url: string): Promise<RawWire> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  let text = '';
  let isReset = false;
  let isOver = false;
  let notice: () => void = () => {};
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
    notice();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    isReset = error.code === 'ECONNRESET';
  });
  socket.on('close', () => {
    isOver = true;
    notice();
  });
  await opened(socket);

  async function wait(isDone: () => boolean): Promise<void> {
    while (!isDone() && !isOver) {
      await new Promise<void>((resolve) => {
        notice = resolve;
      });
    }
  }

  return {
    send: (bytes) => void socket.write(bytes),
    async until(pattern) {
      await wait(() => pattern.test(text));
      return text;
    },
    async ended() {
      await wait(() => false);
      return { text, isReset };
    },
  };
}

/** The head of a POST, with the blank line behind it. */
export function postHead(path: string, headers: readonly string[] = ['Content-Length: 0']): string {
  return [
    `POST /ShareWebServices/Services/${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Accept: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n');
}

function opened(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
}
