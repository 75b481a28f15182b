import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Tracks which HTTP connections have no running request, so that a stop can close them at once.
 * Node counts a connection that never sent a request as busy, and would wait for it.
 */
export interface IdleSockets {
  /** Closes the idle connections now, and each other one as soon as it is idle. */
  close(): void;
}

export function watchIdleSockets(http: HttpServer, hasUpgrades: boolean): IdleSockets {
  const requestCounts = new Map<Socket, number>();
  let isClosing = false;
  http.on('connection', (socket: Socket) => {
    requestCounts.set(socket, 0);
    socket.once('close', () => requestCounts.delete(socket));
  });
  http.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    requestCounts.set(socket, (requestCounts.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const count = requestCounts.get(socket);
      if (count === undefined) return;
      requestCounts.set(socket, count - 1);
      if (isClosing && count === 1) socket.destroySoon();
    });
  });
  // After an upgrade the WebSocket service closes the socket. Node takes a listener for upgrades as
  // a promise to answer them, so we listen only where that service does.
  if (hasUpgrades)
    http.on('upgrade', ({ socket }: IncomingMessage) => requestCounts.delete(socket));
  return {
    close() {
      isClosing = true;
      for (const [socket, count] of requestCounts) if (count === 0) socket.destroy();
    },
  };
}
