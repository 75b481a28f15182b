import { connect, createServer } from 'node:net';

/**
 * Stands between a gateway and Postgres and writes down each statement that passes, so that a test
 * can count what an operation costs the database, whatever made it.
 */
export interface StatementCounter {
  /** The URL that was given, with the counter's address in it. */
  readonly url: string;
  /** The statements since the last call. */
  take(): string[];
  close(): Promise<void>;
}

export async function createStatementCounter(targetUrl: string): Promise<StatementCounter> {
  const target = new URL(targetUrl);
  let statements: string[] = [];
  const server = createServer((inbound) => {
    const outbound = connect(Number(target.port), target.hostname);
    const read = createReader((statement) => statements.push(statement));
    inbound.on('data', (chunk) => {
      read(chunk);
      outbound.write(chunk);
    });
    outbound.on('data', (chunk) => inbound.write(chunk));
    inbound.on('error', () => outbound.destroy()).on('close', () => outbound.destroy());
    outbound.on('error', () => inbound.destroy()).on('close', () => inbound.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    take() {
      const taken = statements;
      statements = [];
      return taken;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const query = 'Q'.charCodeAt(0);
const parse = 'P'.charCodeAt(0);
const bind = 'B'.charCodeAt(0);

/** Reads the client's side of the protocol: statements are sent at once, or parsed and bound. */
function createReader(onStatement: (text: string) => void): (chunk: Buffer) => void {
  const parsed = new Map<string, string>();
  let rest = Buffer.alloc(0);
  let hasStarted = false;

  function message(type: number, body: Buffer): void {
    if (type === query) onStatement(textAt(body, 0));
    if (type === parse) {
      const name = textAt(body, 0);
      parsed.set(name, textAt(body, Buffer.byteLength(name) + 1));
    }
    if (type === bind) {
      const portal = textAt(body, 0);
      const name = textAt(body, Buffer.byteLength(portal) + 1);
      onStatement(parsed.get(name) ?? `statement ${name}`);
    }
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      // The first message of a session has no type.
      const head = hasStarted ? 1 : 0;
      if (rest.length < head + 4) return;
      const length = head + rest.readInt32BE(head);
      if (rest.length < length) return;
      if (hasStarted) message(rest[0] ?? 0, rest.subarray(5, length));
      hasStarted = true;
      rest = rest.subarray(length);
    }
  };
}

function textAt(body: Buffer, start: number): string {
  return body.toString('utf8', start, body.indexOf(0, start));
}
