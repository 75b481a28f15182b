import { createServer, type Server as HttpServer } from 'node:http';

/**
 * Connections that the kernel queues until we accept them. When ten thousand subscribers reconnect
 * at once, Node's default of 511 overflows, and the dropped ones retry after 1, 3, 7 and 15 s. The
 * system may allow less (net.core.somaxconn, 4,096 on Linux).
 */
const backlogMax = 4_096;

/** Throws an Error whose message says in one sentence why not, and what to do. */
export function listen(http: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new Error(adviceOn(error, port), { cause: error }));
    http.once('error', fail);
    http.listen({ port, host, backlog: backlogMax }, () => {
      http.off('error', fail);
      resolve();
    });
  });
}

/** Throws as `listen` would, and leaves nothing open. */
export async function checkPort(host: string, port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port);
  await new Promise<void>((resolve) => probe.close(() => resolve()));
}

const noAddress = 'HOST is no address of this machine: "0.0.0.0" stands for all that it has';

function adviceOn(error: Error & { readonly code?: string }, port: number): string {
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE:
      `the port ${port} is in use: stop what listens there, or set another one ` +
      '(PORT, METRICS_PORT)',
    EACCES: `the port ${port} may not be opened by this account: set one from 1024 on (PORT, METRICS_PORT)`,
    EADDRNOTAVAIL: noAddress,
    ENOTFOUND: noAddress,
  };
  return advice[error.code ?? ''] ?? `the port ${port} cannot be opened: ${error.message}`;
}
