import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A peer that behaves as told, request by request, and remembers what it was sent. */
export interface ShareServer {
  readonly baseUrl: string;
  readonly requests: readonly RecordedRequest[];
  /** How many connections were ever opened. */
  readonly connectionCount: () => number;
  /** Sets how the next requests are met, in order; the last behaviour goes on for ever. */
  meet(...behaviours: readonly Behaviour[]): void;
  /** Resolves once this many requests have arrived in full. */
  received(count: number): Promise<void>;
  stop(): Promise<void>;
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Behaviour = (response: ServerResponse) => void;

export async function startShareServer(): Promise<ShareServer> {
  const requests: RecordedRequest[] = [];
  let behaviours: Behaviour[] = [];
  let connectionCount = 0;
  const waiters: { readonly count: number; readonly resolve: () => void }[] = [];

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    requests.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
    for (const waiter of waiters) if (waiter.count <= requests.length) waiter.resolve();
    const behaviour = behaviours.length > 1 ? behaviours.shift() : behaviours[0];
    (behaviour ?? hang())(response);
  });
  server.on('connection', () => {
    connectionCount += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    connectionCount: () => connectionCount,
    meet(...next) {
      behaviours = [...next];
    },
    received(count) {
      return new Promise((resolve) => {
        if (requests.length >= count) resolve();
        else waiters.push({ count, resolve });
      });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Headers = Readonly<Record<string, string | number>>;

/** Answers with these bytes, under Content-Length. */
export function text(httpStatus: number, body: string | Buffer, headers: Headers = {}): Behaviour {
  return (response) => {
    response.writeHead(httpStatus, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    });
    response.end(body);
  };
}

export function json(body: unknown, httpStatus = 200, headers: Headers = {}): Behaviour {
  return text(httpStatus, JSON.stringify(body), headers);
}

export function html(httpStatus: number, headers: Headers = {}): Behaviour {
  const page = '<!DOCTYPE html>\n<html><head><title>Sorry</title></head><body>Sorry</body></html>';
  return text(httpStatus, page, { 'content-type': 'text/html', ...headers });
}

export function gzipped(body: string): Behaviour {
  return text(200, gzipSync(body), { 'content-encoding': 'gzip' });
}

/** Takes the request and says nothing. */
export function hang(): Behaviour {
  return () => {};
}

/** Starts an answer, says a little, and never ends. */
export function drip(beginning: string): Behaviour {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(beginning);
  };
}

/** Promises more than it sends, then closes. */
export function cutShort(beginning: string): Behaviour {
  return (response) => {
    const promised = Buffer.byteLength(beginning) + 100;
    response.writeHead(200, { 'content-length': promised });
    response.write(beginning, () => response.socket?.end());
  };
}

/** Resets the connection in place of an answer. */
export function reset(): Behaviour {
  return (response) => {
    response.socket?.resetAndDestroy();
  };
}

/** Closes the connection in place of an answer. */
export function hangUp(): Behaviour {
  return (response) => {
    response.socket?.end();
  };
}

/** Writes these bytes to the socket, HTTP or not. */
export function raw(bytes: string): Behaviour {
  return (response) => {
    response.socket?.end(bytes);
  };
}
