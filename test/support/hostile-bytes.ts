import { connect } from 'node:net';
import type { Random } from '#std/random';
import { makeOperation, pick } from './hostile-documents.ts';
import { faultInText, type HostileOptions, type HostileVerdict } from './hostile-requests.ts';

/**
 * Bytes that no HTTP client would send: heads that are none, bodies that do not end, lengths that
 * contradict each other, frames that break the rules of WebSocket. The same seed makes the same
 * bytes.
 */
export interface HostileBytes {
  readonly chunks: readonly Buffer[];
  /** Whether the sender closes its side after the last byte, or waits. */
  readonly ends: boolean;
}

export function makeBytes(options: HostileOptions): HostileBytes {
  const { random } = options;
  const bytes = random() < 0.35 ? framesAfterUpgrade(random) : requestBytes(options);
  return { chunks: cut(random, bytes), ends: random() < 0.5 };
}

function cut(random: Random, bytes: Buffer): Buffer[] {
  if (random() < 0.5) return [bytes];
  const at = Math.floor(random() * bytes.length);
  return random() < 0.2 ? [bytes.subarray(0, at)] : [bytes.subarray(0, at), bytes.subarray(at)];
}

function requestBytes(options: HostileOptions): Buffer {
  const { random, credentials } = options;
  const dice = random();
  if (dice < 0.1) return noise(random, 2_000);
  if (dice < 0.3) return Buffer.from(pick(random, oddRequests), 'latin1');
  const credential = Object.entries(pick(random, credentials)).map(([n, v]) => `${n}: ${v}\r\n`);
  const body = JSON.stringify(makeOperation(options));
  const head = `POST /graphql HTTP/1.1\r\nHost: x\r\n${credential.join('')}`;
  const text = `${head}Content-Type: application/json\r\n${withBody(random, body)}`;
  return Buffer.from(dice < 0.4 ? text.repeat(20) : text);
}

const oddRequests = [
  'GET /graphql HTTP/9.9\r\n\r\n',
  'GET /graphql HTTP/1.1\r\n\r\n',
  'GET  HTTP/1.1\r\nHost: x\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'CONNECT 127.0.0.1:5432 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET http://127.0.0.1/metrics HTTP/1.1\r\nHost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /graphql?query=\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /graphql HTTP/1.1\nHost: x\n\n',
  'GET /graphql HTTP/1.1\r\nHost: x\r\n folded: 1\r\n\r\n',
  'GET /graphql HTTP/1.1\r\nHost : x\r\n\r\n',
  `GET /graphql HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
  `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\n${'X: 1\r\n'.repeat(3_000)}\r\n`,
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
  'GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'POST /graphql HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n{',
  'POST /graphql HTTP/1.1\r\nHost: x\r\nExpect: nonsense\r\nContent-Length: 2\r\n\r\n{}',
];

/** The rest of a head with a body whose length is told rightly or not. */
function withBody(random: Random, body: string): string {
  const length = Buffer.byteLength(body);
  const chunked = 'Transfer-Encoding: chunked\r\n\r\n';
  const ways = [
    `Content-Length: ${length}\r\n\r\n${body}`,
    `Content-Length: ${length}\r\n\r\n${body}`,
    `Content-Length: ${length + 50}\r\n\r\n${body}`,
    `Content-Length: ${Math.floor(length / 2)}\r\n\r\n${body}`,
    `Content-Length: ${length}\r\nContent-Length: 1\r\n\r\n${body}`,
    `Content-Length: ${length}\r\n${chunked}0\r\n\r\n${body}`,
    `Content-Length: -1\r\n\r\n${body}`,
    `Content-Length: 99999999999999999999\r\n\r\n${body}`,
    `Content-Encoding: gzip\r\nContent-Length: ${length}\r\n\r\n${body}`,
    `${chunked}${length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    `${chunked}${length.toString(16)};${'x'.repeat(20_000)}\r\n${body}\r\n0\r\n\r\n`,
    `${chunked}ffffffffffffffff\r\n${body}`,
    `${chunked}zz\r\n${body}\r\n0\r\n\r\n`,
    `${chunked}${'1\r\nx\r\n'.repeat(2_000)}0\r\n\r\n`,
  ];
  return pick(random, ways);
}

function framesAfterUpgrade(random: Random): Buffer {
  const head =
    'GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
    `Sec-WebSocket-Protocol: ${random() < 0.8 ? 'graphql-transport-ws' : 'x'}\r\n` +
    `${random() < 0.2 ? 'Sec-WebSocket-Extensions: permessage-deflate\r\n' : ''}\r\n`;
  const frames = Array.from({ length: 1 + Math.floor(random() * 5) }, () => frame(random));
  return Buffer.concat([Buffer.from(head), ...frames]);
}

const opcodes = { continuation: 0, text: 1, binary: 2, reserved: 3, close: 8, ping: 9, odd: 15 };
const final = 0x80;
const reservedBits = 0x70;
const masked = 0x80;

function frame(random: Random): Buffer {
  const payload = noise(random, 125);
  const kind = pick(random, Object.values(opcodes));
  const first = kind | (random() < 0.8 ? final : 0) | (random() < 0.1 ? reservedBits : 0);
  const mask = random() < 0.9 ? Buffer.alloc(4) : Buffer.alloc(0);
  const flag = mask.length > 0 ? masked : 0;
  const dice = random();
  if (dice < 0.1) {
    const length = Buffer.alloc(8, 0xff);
    return Buffer.concat([Buffer.from([first, flag | 127]), length, mask, payload]);
  }
  if (dice < 0.2) {
    return Buffer.concat([Buffer.from([first, flag | 126, 0xff, 0xff]), mask, payload]);
  }
  return Buffer.concat([Buffer.from([first, flag | payload.length]), mask, payload]);
}

function noise(random: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: Math.floor(random() * most) }, () => random() * 256));
}

/** How long bytes wait for an answer. */
const patienceMs = 500;
/** How much of an answer is read. */
const answerBytesMax = 500_000;

/** Sends the bytes, and judges every answer that comes back on the connection. */
export function sendBytes(
  origin: string,
  { chunks, ends }: HostileBytes,
  traces: readonly string[],
): Promise<HostileVerdict> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  let answer = '';
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => socket.destroy(), patienceMs);
    socket.on('connect', () => {
      for (const chunk of chunks) socket.write(chunk);
      if (ends) socket.end();
    });
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      if (answer.length > answerBytesMax) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(giveUp);
      resolve(judge(answer, traces));
    });
  });
}

function judge(answer: string, traces: readonly string[]): HostileVerdict {
  const heads = answer.split(/(?=HTTP\/1\.1 \d{3} )/).filter((part) => part.startsWith('HTTP/'));
  const statuses = heads.map((part) => Number(part.slice(9, 12)));
  const broken = heads.find((part, index) => {
    const status = statuses[index] ?? 0;
    return status >= 500 && !(status === 503 && /^retry-after:/im.test(part));
  });
  const status = statuses[0] ?? 0;
  if (broken !== undefined) return { status, fault: `answered ${broken.slice(0, 500)}` };
  return { status, fault: faultInText(answer, traces) };
}
