import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { eventually } from './eventually.ts';

// biome-ignore lint/suspicious/noExplicitAny: each test knows what it waits for.
type Message = any;

/** A socket without a client library: what is sent and what comes is the test's own affair. */
export interface RawSocket {
  readonly socket: WebSocket;
  /** All messages so far. */
  readonly messages: readonly Message[];
  readonly pingCount: () => number;
  /** Sends JSON; a text is sent as it is. */
  send(message: object | string): void;
  /** The next message that was not yet taken. */
  next(): Promise<Message>;
  /** Sends `connection_init` and takes the acknowledgement. */
  init(payload?: object): Promise<Message>;
  /** Subscribes under an id. */
  subscribe(id: string, query: string, variables?: object): void;
  /** How it was closed. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

export interface RawSocketOptions {
  readonly protocols?: string | string[];
  readonly headers?: Record<string, string>;
  readonly autoPong?: boolean;
}

export async function openRawSocket(
  url: string,
  options: RawSocketOptions = {},
): Promise<RawSocket> {
  const { protocols = 'graphql-transport-ws', headers = {}, autoPong = true } = options;
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, { headers, autoPong });
  const messages: Message[] = [];
  let takenCount = 0;
  let pingCount = 0;
  socket.on('message', (data) => messages.push(JSON.parse(data.toString())));
  socket.on('ping', () => {
    pingCount += 1;
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => {});
  const send = (message: object | string) =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  const next = async () => {
    await eventually(() => messages.length > takenCount);
    takenCount += 1;
    return messages[takenCount - 1];
  };
  return {
    socket,
    messages,
    pingCount: () => pingCount,
    send,
    next,
    init(payload = { apiKey: 'good' }) {
      send({ type: 'connection_init', payload });
      return next();
    },
    subscribe: (id, query, variables) =>
      send({ id, type: 'subscribe', payload: { query, variables } }),
    closed,
  };
}
