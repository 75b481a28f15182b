import type { Server as HttpServer } from 'node:http';

/**
 * Connections that the kernel queues until we accept them. When ten thousand subscribers reconnect
 * at once, Node's default of 511 overflows, and the dropped ones retry after 1, 3, 7 and 15 s. The
 * system may allow less (net.core.somaxconn, 4,096 on Linux).
 */
const backlogMax = 4_096;

export function listen(http: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host, backlog: backlogMax }, () => {
      http.off('error', reject);
      resolve();
    });
  });
}
