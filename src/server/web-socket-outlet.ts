import type { WebSocket } from 'ws';

/**
 * Writes to one socket. What the client does not take stays in the socket's buffer, up to a mark;
 * beyond it the writer waits, so that what waits does so where it is bounded.
 */
export interface Outlet {
  /** Returns a promise only when the writer should wait. Never rejects: a lost socket closes. */
  write(text: string): Promise<void> | undefined;
  close(code: number, reason: string): void;
  readonly isOpen: boolean;
}

const bufferedBytesMark = 64 * 1024;

export function createOutlet(socket: WebSocket): Outlet {
  return {
    write(text) {
      if (socket.readyState !== socket.OPEN) return undefined;
      if (socket.bufferedAmount < bufferedBytesMark) return void socket.send(text);
      return new Promise((resolve) => socket.send(text, () => resolve()));
    },
    close(code, reason) {
      socket.close(code, reason);
    },
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
  };
}
