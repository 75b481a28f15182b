/**
 * The load, in a process of its own: so many connections, each sending the next request as soon as
 * its answer is there. It speaks just enough HTTP to cost little beside the servers that it measures.
 */
import { connect } from 'node:net';

export interface LoadOrder {
  readonly port: number;
  /** Sent in turn. */
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  readonly durationMs: number;
}

export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadResult {
  readonly count: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

function textOf({ method, path, headers, body }: LoadRequest): Buffer {
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    'content-length': `${Buffer.byteLength(body)}`,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** The length of the answer at the start of what came; null while some of it is missing. */
function lengthOf(received: Buffer): number | null {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = received.toString('latin1', 0, headEnd);
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`answered ${head.split('\r\n')[0]}`);
  const length = /content-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = headEnd + 4 + Number(length);
    return received.length >= end ? end : null;
  }
  const last = received.indexOf('\r\n0\r\n\r\n', headEnd);
  return last < 0 ? null : last + 7;
}

function runConnection(
  port: number,
  next: () => Buffer | null,
  note: (startMs: number, bytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received: Buffer = Buffer.alloc(0);
    let startMs = 0;
    const send = () => {
      const request = next();
      if (request === null) return void socket.end(resolve);
      startMs = performance.now();
      socket.write(request);
    };
    socket.once('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      try {
        const length = lengthOf(received);
        if (length === null) return;
        if (length !== received.length) throw new Error('more came than was asked for');
        note(startMs, length);
        received = Buffer.alloc(0);
        send();
      } catch (error) {
        socket.destroy();
        reject(error);
      }
    });
  });
}

async function run({ port, requests, connections, durationMs }: LoadOrder): Promise<LoadResult> {
  const texts = requests.map(textOf);
  const latencies: number[] = [];
  let bytes = 0;
  let sent = 0;
  const begunMs = performance.now();
  const next = () => {
    if (performance.now() - begunMs > durationMs) return null;
    sent += 1;
    return texts[sent % texts.length] ?? null;
  };
  const note = (startMs: number, length: number) => {
    latencies.push(performance.now() - startMs);
    bytes += length;
  };
  await Promise.all(Array.from({ length: connections }, () => runConnection(port, next, note)));
  const seconds = (performance.now() - begunMs) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0;
  return { count: latencies.length, seconds, bytes, p50Ms: at(0.5), p99Ms: at(0.99) };
}

process.on('message', ({ id, command }: { id: number; command: LoadOrder }) => {
  run(command).then(
    (result) => process.send?.({ id, result }),
    (error: Error) => process.send?.({ id, result: { error: error.message } }),
  );
});
process.send?.({ id: 0, result: null });
