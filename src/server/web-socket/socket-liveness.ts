import type { WebSocket } from 'ws';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';

/**
 * Pings each socket every `pingMs`, and closes a socket from which nothing came since the last
 * ping: a dead socket is closed within twice that time. The sockets are spread over ten groups that
 * are pinged one after the other, so that thousands of pings never leave at once.
 */
export interface SocketLiveness extends Service {
  add(socket: WebSocket, activity: SocketActivity): void;
  remove(socket: WebSocket): void;
}

export interface SocketActivity {
  /** Set to true whenever the client sends something. */
  isAlive: boolean;
  /** Messages of the client since the last ping. */
  messageCount: number;
}

const groupCount = 10;

export function createSocketLiveness(options: {
  readonly pingMs: number;
  readonly clock: Clock;
  readonly log: Log;
}): SocketLiveness {
  const { pingMs, clock, log } = options;
  const groups = Array.from({ length: groupCount }, () => new Map<WebSocket, SocketActivity>());
  let addedCount = 0;
  let nextGroup = 0;

  function pingOrClose(socket: WebSocket, activity: SocketActivity): void {
    if (!activity.isAlive) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
    activity.isAlive = false;
    activity.messageCount = 0;
  }

  const loop = createLoop({
    name: 'heartbeat',
    clock,
    log,
    retryMs: pingMs / groupCount,
    async step() {
      nextGroup = (nextGroup + 1) % groupCount;
      for (const [socket, activity] of groups[nextGroup] ?? []) pingOrClose(socket, activity);
      return pingMs / groupCount;
    },
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    add(socket, activity) {
      addedCount += 1;
      groups[addedCount % groupCount]?.set(socket, activity);
    },
    remove(socket) {
      for (const sockets of groups) if (sockets.delete(socket)) return;
    },
  };
}
