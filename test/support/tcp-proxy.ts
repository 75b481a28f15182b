import { connect, createServer, type Socket } from 'node:net';

/**
 * Stands between a client and a server of 127.0.0.1 and makes the network fail: `freeze` passes
 * nothing on and says nothing, like a cable that was pulled; `cut` resets what is open.
 */
export interface TcpProxy {
  /** The URL that was given, with the proxy's address in it. */
  readonly url: string;
  connectionCount(): number;
  freeze(): void;
  thaw(): void;
  cut(): void;
  /** Resets what is open and refuses what comes until `open`. */
  refuse(): void;
  open(): void;
  close(): Promise<void>;
}

export async function createTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  let isRefusing = false;

  const server = createServer((inbound) => {
    if (isRefusing) {
      inbound.resetAndDestroy();
      return;
    }
    const outbound = connect(Number(target.port), target.hostname);
    const pair = [inbound, outbound] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed() as [Socket, Socket]]) {
      from.on('data', (chunk) => {
        if (!isFrozen) to.write(chunk);
      });
      from.on('error', () => to.destroy());
      from.on('close', () => {
        pairs.delete(pair);
        if (!isFrozen) to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  const url = new URL(targetUrl);
  url.host = `127.0.0.1:${address.port}`;

  function cut(): void {
    for (const [inbound, outbound] of pairs) {
      inbound.resetAndDestroy();
      outbound.destroy();
    }
  }

  return {
    url: url.href,
    connectionCount: () => pairs.size,
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
    },
    cut,
    refuse() {
      isRefusing = true;
      cut();
    },
    open() {
      isRefusing = false;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
}
