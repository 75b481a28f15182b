import { connect, createServer, type Socket } from 'node:net';

/**
 * Stands between a client and a server of 127.0.0.1 and makes the network fail: `freeze` passes
 * nothing on and says nothing, like a cable that was pulled; `thaw` puts it back, and what was sent
 * meanwhile comes late, as TCP sends it again; `cut` resets what is open.
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
  /** Resets what is open; what comes is led to the server of this URL. */
  leadTo(url: string): void;
  close(): Promise<void>;
}

export async function createTcpProxy(targetUrl: string): Promise<TcpProxy> {
  let target = new URL(targetUrl);
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
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => {
        // One that is frozen learns of it when the cable is back.
        if (!isFrozen) to.destroy();
        if (to.destroyed) pairs.delete(pair);
      });
    }
    // Listening for data has let it flow.
    if (isFrozen) for (const socket of pair) socket.pause();
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
    pairs.clear();
  }

  return {
    url: url.href,
    connectionCount: () => pairs.size,
    freeze() {
      isFrozen = true;
      for (const pair of pairs) for (const socket of pair) socket.pause();
    },
    thaw() {
      isFrozen = false;
      for (const pair of pairs) {
        const isHalf = pair.some(({ destroyed }) => destroyed);
        for (const socket of pair) isHalf ? socket.destroy() : socket.resume();
        if (isHalf) pairs.delete(pair);
      }
    },
    cut,
    refuse() {
      isRefusing = true;
      cut();
    },
    open() {
      isRefusing = false;
    },
    leadTo(otherUrl) {
      target = new URL(otherUrl);
      cut();
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
}
