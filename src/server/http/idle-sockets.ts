import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Knows which HTTP connections have no request in hand, so that a stop can close them at once. The
 * platform counts a connection that never sent a request as busy and would wait for it.
 */
export interface IdleSockets {
  /** Closes those that are idle now, and each other as soon as it is. */
  close(): void;
}

export function watchIdleSockets(http: HttpServer, hasUpgrades: boolean): IdleSockets {
  const inHand = new Map<Socket, number>();
  let isClosing = false;
  http.on('connection', (socket: Socket) => {
    inHand.set(socket, 0);
    socket.once('close', () => inHand.delete(socket));
  });
  http.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    inHand.set(socket, (inHand.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const count = inHand.get(socket);
      if (count === undefined) return;
      inHand.set(socket, count - 1);
      if (isClosing && count === 1) socket.destroySoon();
    });
  });
  // A socket that speaks another protocol from now on is closed by those who speak it.
  // Somebody who listens for upgrades must also answer them, so we listen only with others.
  if (hasUpgrades) http.on('upgrade', ({ socket }: IncomingMessage) => inHand.delete(socket));
  return {
    close() {
      isClosing = true;
      for (const [socket, count] of inHand) if (count === 0) socket.destroy();
    },
  };
}
