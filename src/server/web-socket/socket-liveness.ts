import type { WebSocket } from 'ws';
import type { Clock } from '#std/clock';
import type { Log } from '#std/log';
import { createLoop } from '#std/loop';
import type { Service } from '#std/service';

/**
 * Pings each socket every `pingMs` and ends the one that showed no life since the ping before: a
 * dead one is gone within twice that time. The sockets are spread over ten turns, so that thousands
 * of pings never leave at once.
 */
export interface Heartbeat extends Service {
  add(socket: WebSocket, beat: Beat): void;
  remove(socket: WebSocket): void;
}

export interface Beat {
  /** Set by whoever hears from the client. */
  isAlive: boolean;
  /** Counted by whoever hears from the client; begins anew with each ping. */
  messageCount: number;
}

const turnCount = 10;

export function createHeartbeat(options: {
  readonly pingMs: number;
  readonly clock: Clock;
  readonly log: Log;
}): Heartbeat {
  const { pingMs, clock, log } = options;
  const turns = Array.from({ length: turnCount }, () => new Map<WebSocket, Beat>());
  let addedCount = 0;
  let turn = 0;

  function beatOf(socket: WebSocket, beat: Beat): void {
    if (!beat.isAlive) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.ping();
    beat.isAlive = false;
    beat.messageCount = 0;
  }

  const loop = createLoop({
    name: 'heartbeat',
    clock,
    log,
    retryMs: pingMs / turnCount,
    async step() {
      turn = (turn + 1) % turnCount;
      for (const [socket, beat] of turns[turn] ?? []) beatOf(socket, beat);
      return pingMs / turnCount;
    },
  });

  return {
    start: () => loop.start(),
    stop: () => loop.stop(),
    add(socket, beat) {
      addedCount += 1;
      turns[addedCount % turnCount]?.set(socket, beat);
    },
    remove(socket) {
      for (const sockets of turns) if (sockets.delete(socket)) return;
    },
  };
}
