import WebSocket from 'ws';
import type { Random } from '#std/random';
import { makeOperation, pick } from './hostile-documents.ts';
import { faultInText, type HostileOptions, type HostileVerdict } from './hostile-requests.ts';

/**
 * Sockets of people who keep no protocol: wrong subprotocols, credentials of every kind, messages
 * in the wrong order, torn, huge or binary. The same seed makes the same sockets.
 */
export interface HostileSocket {
  readonly protocol: string;
  readonly headers: Record<string, string>;
  /** The first one, whose answer most senders wait for. */
  readonly init: HostileFrame | null;
  readonly awaitsAnswer: boolean;
  readonly frames: readonly HostileFrame[];
  /** How it goes at the end: with a close, with a ping that asks whether all is well, or torn. */
  readonly ending: 'close' | 'ping' | 'torn';
}

type HostileFrame =
  | { readonly kind: 'message'; readonly data: string | Buffer; readonly isFinal: boolean }
  | { readonly kind: 'ping' | 'pong'; readonly data: Buffer };

const protocols = ['graphql-ws', 'nonsense', 'graphql-transport-ws,graphql-ws'];
const framesMax = 15;

export function makeSocket(options: HostileOptions): HostileSocket {
  const { random } = options;
  const plainIds = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
  const ids = [...plainIds, ...plainIds, '', 'x'.repeat(1_000), '__proto__'];
  const frames: HostileFrame[] = [];
  const count = Math.floor(random() * framesMax);
  for (let index = 0; index < count; index += 1) frames.push(frameOf(options, pick(random, ids)));
  return {
    protocol: random() < 0.95 ? 'graphql-transport-ws' : pick(random, protocols),
    headers: random() < 0.05 ? { origin: 'https://evil.example' } : {},
    init: random() < 0.95 ? messageOf(random, initOf(options)) : null,
    awaitsAnswer: random() < 0.95,
    frames,
    ending: pick(random, ['close', 'ping', 'ping', 'torn'] as const),
  };
}

function initOf({ random, credentials }: HostileOptions): object {
  const payload = random() < 0.95 ? pick(random, credentials) : pick(random, oddPayloads);
  return { type: 'connection_init', payload };
}

const oddPayloads = [null, 1, 'x', [], { apiKey: {} }, { authorization: ['Bearer x'] }] as never[];

function frameOf(options: HostileOptions, id: string): HostileFrame {
  const { random } = options;
  const dice = random();
  if (dice < 0.05) {
    const kind = random() < 0.5 ? 'ping' : 'pong';
    return { kind, data: Buffer.alloc(Math.floor(random() * 126), 7) };
  }
  if (dice < 0.8) {
    const payload = { ...makeOperation(options), ...oddParts(random) };
    return messageOf(random, { id, type: 'subscribe', payload });
  }
  if (dice < 0.92) return messageOf(random, { id, type: 'complete' });
  if (dice < 0.97) return messageOf(random, { type: pick(random, ['ping', 'pong']), payload: {} });
  return { kind: 'message', data: pick(random, oddMessages), isFinal: true };
}

function oddParts(random: Random): object {
  const dice = random();
  if (dice < 0.03) return { operationName: 'Other' };
  if (dice < 0.04) return { variables: 'x' };
  if (dice < 0.05) return { query: null, extensions: { persistedQuery: { sha256Hash: [] } } };
  return {};
}

const oddMessages = [
  '',
  'null',
  '[]',
  '{"type":"nonsense"}',
  '{"type":"next","id":"1","payload":{}}',
  '{"type":"connection_init"}',
  '{"type":"subscribe","id":1,"payload":{"query":"{ viewer { credential } }"}}',
  '{"type":"subscribe","id":"1"}',
  '{"type":"subscribe","id":"1","payload":{"query":"{"}}',
  '['.repeat(20_000),
  'x'.repeat(150_000),
  Buffer.from([0, 255, 254, 1]),
  Buffer.alloc(50_000),
];

function messageOf(random: Random, message: object): HostileFrame {
  const text = JSON.stringify(message);
  const isTorn = random() < 0.01;
  const data = isTorn ? text.slice(0, Math.floor(random() * text.length)) : text;
  return { kind: 'message', data, isFinal: random() > 0.01 };
}

/** How long a socket that is still well is given to say so. */
const patienceMs = 1_000;
const lastPing: HostileFrame = { kind: 'message', data: '{"type":"ping"}', isFinal: true };
/** The server's own mistakes; every other code is an answer. */
const faultCodes: ReadonlySet<number> = new Set([1011, 4500]);

/** Opens one socket, sends its frames and judges what came back and how it ended. */
export async function attackBySocket(
  origin: string,
  { protocol, headers, init, awaitsAnswer, frames, ending }: HostileSocket,
  traces: readonly string[],
): Promise<HostileVerdict> {
  const url = `${origin.replace(/^http/, 'ws')}/graphql`;
  const socket = new WebSocket(url, protocol.split(','), { headers });
  const heard: string[] = [];
  let status = 0;
  const attack = () => {
    for (const frame of frames) send(socket, frame);
    if (ending === 'torn') socket.terminate();
    if (ending === 'close') socket.close();
    if (ending === 'ping') send(socket, lastPing);
  };
  const ended = new Promise<void>((resolve) => {
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, response) => {
      status = response.statusCode ?? 0;
      response.resume();
      socket.terminate();
    });
    socket.on('message', (data) => {
      const text = data.toString();
      heard.push(text);
      if (awaitsAnswer && heard.length === 1) attack();
      if (ending === 'ping' && text.startsWith('{"type":"pong"')) socket.close();
    });
    socket.once('close', (code) => {
      if (status === 0) status = code;
      resolve();
    });
  });
  socket.once('open', () => {
    if (init) send(socket, init);
    if (!init || !awaitsAnswer) attack();
  });
  const giveUp = setTimeout(() => socket.terminate(), patienceMs);
  await ended;
  clearTimeout(giveUp);
  if (faultCodes.has(status)) return { status, fault: `closed with ${status}` };
  if (status >= 500 && status < 600 && status !== 503) {
    return { status, fault: `the upgrade was answered ${status}` };
  }
  return { status, fault: faultInText(heard.join('\n'), traces) };
}

function send(socket: WebSocket, frame: HostileFrame): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (frame.kind === 'message') socket.send(frame.data, { fin: frame.isFinal });
  else socket[frame.kind](frame.data);
}
